// Compiles the cases of each folder on stdin, [{dir, cases: [{name, options}]}], with
// less.js and prints, in the same order, {css, map, error, warnings}.
import { readFileSync } from 'node:fs';
import less from '../../../bench/node_modules/less/lib/less-node/index.js';

let warnings = [];
less.logger.addListener({ warn: text => warnings.push(text), error() {}, info() {}, debug() {} });

const results = [];
for (const { dir, cases } of JSON.parse(readFileSync(0, 'utf8'))) {
    process.chdir(dir);
    for (const { name, options } of cases) {
        warnings = [];
        try {
            const { css, map } = await less.render(readFileSync(name, 'utf8'), { filename: name, paths: ['.'], ...options });
            results.push({ css, map, warnings });
        } catch (e) {
            results.push({ error: e.toString(), warnings });
        }
    }
}
console.log(JSON.stringify(results));
