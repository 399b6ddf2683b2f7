// Reads [{css, browsers}] as JSON and prints for each the CSS that autoprefixer makes.
// The working directory is the one with node_modules.
const path = require("path");
const load = (name) => require(path.resolve("node_modules", name));
const postcss = load("postcss");
const autoprefixer = load("autoprefixer");

const inputs = JSON.parse(require("fs").readFileSync(0, "utf8"));
const outputs = inputs.map(({ css, browsers }) =>
  postcss([autoprefixer({ overrideBrowserslist: browsers, cascade: false, remove: false })]).process(css, { from: undefined }).css);
process.stdout.write(JSON.stringify(outputs));
