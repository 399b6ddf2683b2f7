// Runs the lessc of less.js for each {dir, args, stdin} of the array on stdin and prints
// what came out: {code, stdout, stderr}.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const lessc = fileURLToPath(new URL('../../../bench/node_modules/less/bin/lessc', import.meta.url));
const results = JSON.parse(readFileSync(0, 'utf8')).map(({ dir, args, stdin }) => {
    const r = spawnSync(process.execPath, [lessc, '--no-color', ...args], { cwd: dir, input: stdin ?? '', encoding: 'utf8' });
    return { code: r.status, stdout: r.stdout, stderr: r.stderr };
});
console.log(JSON.stringify(results));
