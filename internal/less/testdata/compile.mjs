// Compiles each {source, options} of the array on stdin with less.js and prints
// what came out: {css} or {error}, the error as less.js prints it.
import { readFileSync } from 'node:fs';
import less from '../../../bench/node_modules/less/lib/less-node/index.js';

const results = [];
for (const { source, options } of JSON.parse(readFileSync(0, 'utf8'))) {
    try {
        const { css, map } = await less.render(source, { filename: 'input', quiet: true, silent: true, quietDeprecations: true, ...options });
        results.push({ css, map });
    } catch (e) {
        results.push({ error: e.toString() });
    }
}
console.log(JSON.stringify(results));
