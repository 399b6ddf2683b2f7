// Reads User-Agents with a peer: peers.mjs NODE_MODULES PEER < JSON list of texts.
// Prints {answers: [{family, version, program}], micros: processor time of one text}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [modules, peer] = process.argv.slice(2);
const require = createRequire(resolve(modules, 'x.js'));
const texts = JSON.parse(readFileSync(0, 'utf8'));

function reader() {
    if (peer === 'isbot') {
        const { isbot } = require('isbot');
        return text => ({ family: '', version: '', program: isbot(text) });
    }
    const { UAParser } = require('ua-parser-js');
    const { Bots } = require('ua-parser-js/extensions');
    const plain = new UAParser(), programs = new UAParser(Bots);
    return text => {
        const { name, version } = plain.setUA(text).getBrowser();
        const { type } = programs.setUA(text).getBrowser();
        return { family: name ?? '', version: version ?? '', program: ['crawler', 'fetcher', 'library', 'cli'].includes(type) };
    };
}

const read = reader();
texts.slice(0, 200).forEach(read);
const used = process.cpuUsage();
const answers = texts.map(read);
const { user, system } = process.cpuUsage(used);
process.stdout.write(JSON.stringify({ answers, micros: (user + system) / Math.max(texts.length, 1) }));
