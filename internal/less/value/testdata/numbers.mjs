// Prints, for each number on stdin, the four ways in which less.js prints it.
import { readFileSync } from 'node:fs';
import Dimension from '../../../../bench/node_modules/less/lib/less/tree/dimension.js';

const numbers = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(numbers.map(v => ({
    Printed: new Dimension(v).toCSS({ numPrecision: 8 }),
    Plain: String(v),
    Fixed0: v.toFixed(0),
    Fixed3: v.toFixed(3),
}))));
