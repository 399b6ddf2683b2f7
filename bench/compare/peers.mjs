// Measures a peer inside one process: peers.mjs PEER FILE OPTIONS WARMUP RUNS.
// Prints {times: milliseconds of each run, cpu: those of processor time of a run, rss: peak resident kilobytes}.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [peer, file, options, warmup, runs] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

async function compiler() {
    if (peer === 'less.js') {
        const less = (await import('less')).default;
        const opt = { ...JSON.parse(options), filename: file, paths: [dirname(file)], quiet: true, silent: true, quietDeprecations: true };
        return () => less.render(text, { ...opt });
    }
    const { transform } = await import('lightningcss');
    const code = Buffer.from(text);
    return () => transform({ filename: file, code, minify: false, errorRecovery: true });
}

const run = await compiler();
const times = [];
let used;
for (let i = 0; i < Number(warmup) + Number(runs); i++) {
    if (i === Number(warmup)) used = process.cpuUsage();
    const start = process.hrtime.bigint();
    await run();
    if (i >= Number(warmup)) times.push(Number(process.hrtime.bigint() - start) / 1e6);
}
const { user, system } = process.cpuUsage(used);
console.log(JSON.stringify({ times, cpu: (user + system) / 1000 / Number(runs), rss: process.resourceUsage().maxRSS }));
