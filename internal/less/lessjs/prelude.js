// The JavaScript side of the sandbox: the node types that plugins read and make,
// and guards around the native functions that could use unbounded memory in one
// call, where no interrupt reaches them. Its value is a function that takes the
// host's functions and returns what the host calls.
(function (host) {
    'use strict';

    // ---- guards ----

    const most = 1 << 24;
    const check = n => {
        if (n > most) throw new RangeError('a string or array of more than ' + most + ' elements is too large for the sandbox');
    };
    const guard = (target, name, size) => {
        const native = target[name];
        Object.defineProperty(target, name, {
            value: function (...args) {
                check(size.apply(this, args));
                return native.apply(this, args);
            },
            writable: true, configurable: true, enumerable: false,
        });
    };
    guard(String.prototype, 'repeat', function (n) { return String(this).length * n; });
    guard(String.prototype, 'padStart', function (n) { return n; });
    guard(String.prototype, 'padEnd', function (n) { return n; });
    const joining = []; // lists that are being joined: one in itself is nothing
    guard(Array.prototype, 'join', function (separator) {
        let n = this.length * (1 + (separator === undefined ? 0 : String(separator).length));
        check(n);
        if (joining.includes(this)) return 0;
        joining.push(this);
        try {
            for (let i = 0; i < this.length; i++) {
                const item = this[i];
                if (item == null) continue;
                n += typeof item === 'string' ? item.length : String(item).length;
                check(n);
            }
        } finally {
            joining.pop();
        }
        return n;
    });
    // What a text becomes of which each match is replaced: match and split make a list of
    // all matches, which is as long as the text at most.
    const { match, split } = String.prototype;
    const replaced = function (pattern, by) {
        const text = String(this), parts = typeof by === 'function' ? 0 : String(by).length;
        check(text.length);
        if (parts === 0 || pattern == null) return 0;
        const all = typeof pattern === 'object' && pattern.flags !== undefined;
        if (all && !pattern.global) return text.length + parts;
        const times = all ? (match.call(text, pattern) || []).length : split.call(text, pattern).length;
        const dollars = String(by).split('$').length - 1;
        const around = /\$[`']/.test(by) ? times : 1;
        return text.length * (1 + dollars * around) + times * parts;
    };
    guard(String.prototype, 'replace', replaced);
    guard(String.prototype, 'replaceAll', replaced);
    guard(Array.prototype, 'fill', function () { return this.length; });
    guard(Array.prototype, 'concat', function (...lists) {
        return lists.reduce((n, l) => n + (Array.isArray(l) ? l.length : 1), this.length);
    });
    guard(Array, 'from', source => source == null ? 0 : source.length);
    for (const name of ['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
        'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Promise', 'WeakRef',
        'FinalizationRegistry', 'BigInt']) {
        delete globalThis[name];
    }

    // ---- nodes ----

    class Node {
        get type() { return this.constructor.name; }
        eval() { return this; }
        toCSS() { return host.toCSS(this); }
        genCSS(context, output) { output.add(this.toCSS()); }
        isRulesetLike() { return false; }
        fileInfo() { return this._fileInfo || {}; }
        getIndex() { return this._index || 0; }
    }

    class Unit extends Node {
        constructor(numerator, denominator, backupUnit) {
            super();
            this.numerator = [...(numerator || [])].sort();
            this.denominator = [...(denominator || [])].sort();
            if (backupUnit) {
                this.backupUnit = backupUnit;
            } else if (numerator && numerator.length) {
                this.backupUnit = numerator[0];
            }
        }
        toString() { return this.numerator.join('*') + this.denominator.map(u => '/' + u).join(''); }
        toCSS() { return this.numerator.length === 1 ? this.numerator[0] : this.backupUnit || this.denominator[0] || ''; }
        is(unit) { return this.toString().toUpperCase() === unit.toUpperCase(); }
        isEmpty() { return this.numerator.length === 0 && this.denominator.length === 0; }
        isSingular() { return this.numerator.length <= 1 && this.denominator.length === 0; }
        clone() { return new Unit(this.numerator, this.denominator, this.backupUnit); }
    }

    class Dimension extends Node {
        constructor(value, unit) {
            super();
            this.value = parseFloat(value);
            if (isNaN(this.value)) throw new Error('Dimension is not a number.');
            this.unit = unit instanceof Unit ? unit : new Unit(unit ? [unit] : undefined);
        }
    }

    class Color extends Node {
        constructor(rgb, alpha, form) {
            super();
            if (Array.isArray(rgb)) {
                this.rgb = rgb;
            } else {
                const digits = rgb.length >= 6 ? rgb.match(/.{2}/g) : [...rgb].map(d => d + d);
                const numbers = digits.map(d => parseInt(d, 16));
                this.rgb = numbers.slice(0, 3);
                if (numbers.length > 3) this.alpha = numbers[3] / 255;
            }
            if (this.alpha === undefined) this.alpha = typeof alpha === 'number' ? alpha : 1;
            if (form !== undefined) this.value = form;
        }
        luma() { return host.luma(this); }
        toRGB() { return host.hex(this, false); }
        toARGB() { return host.hex(this, true); }
        toHSL() { return host.toHSL(this); }
        toHSV() { return host.toHSV(this); }
        static fromKeyword(word) { return host.colorKeyword(word); }
    }

    class Quoted extends Node {
        constructor(text, content, escaped) {
            super();
            this.escaped = escaped === undefined ? true : escaped;
            this.value = content || '';
            this.quote = text.charAt(0);
        }
    }

    class Keyword extends Node {
        constructor(value) { super(); this.value = value; }
    }
    Keyword.True = new Keyword('true');
    Keyword.False = new Keyword('false');

    class Anonymous extends Node {
        constructor(value) { super(); this.value = value; }
    }

    class Expression extends Node {
        constructor(value, noSpacing) {
            super();
            if (!value) throw new Error('Expression requires an array parameter');
            this.value = value;
            this.noSpacing = noSpacing;
        }
    }

    class Value extends Node {
        constructor(value) {
            super();
            if (!value) throw new Error('Value requires an array argument');
            this.value = Array.isArray(value) ? value : [value];
        }
    }

    class URL extends Node {
        constructor(value) { super(); this.value = value; }
    }

    class Call extends Node {
        constructor(name, args) { super(); this.name = name; this.args = args || []; }
    }

    class Variable extends Node {
        constructor(name) { super(); this.name = name; }
        eval() {
            const value = host.lookup(this.name);
            if (value === undefined) throw { type: 'Name', message: `variable ${this.name} is undefined` };
            return value;
        }
        find(list, test) {
            for (const item of list) {
                const found = test.call(list, item);
                if (found) return found;
            }
            return null;
        }
    }

    class Declaration extends Node {
        constructor(name, value, important, merge) {
            super();
            this.name = name;
            this.value = value instanceof Node ? value : new Value([value ? new Anonymous(value) : null]);
            this.important = important ? ' ' + String(important).trim() : '';
            this.merge = merge;
        }
    }

    class Ruleset extends Node {
        constructor(selectors, rules) { super(); this.selectors = selectors; this.rules = rules; }
    }

    class DetachedRuleset extends Node {
        constructor(ruleset) { super(); this.ruleset = ruleset; }
    }

    class AtRule extends Node {
        constructor(name, value, rules) { super(); this.name = name; this.value = value; this.rules = rules; }
    }

    // Types that a function can make but that stand for nothing a value can be:
    // returning one is an error that names the type.
    const inert = {};
    for (const name of ['Assignment', 'Attribute', 'Combinator', 'Comment', 'Condition', 'Element', 'Extend', 'Import', 'JavaScript',
        'Media', 'MixinCall', 'MixinDefinition', 'NamespaceValue', 'Negative', 'Operation', 'Paren', 'Property', 'QueryInParens', 'Selector',
        'UnicodeDescriptor', 'VariableCall']) {
        inert[name] = { [name]: class extends Node { constructor(...args) { super(); this.args = args; } } }[name];
    }

    const tree = Object.assign({ Node, Unit, Dimension, Color, Quoted, Keyword, Anonymous, Expression, Value, URL, Call, Variable,
        Declaration, Ruleset, DetachedRuleset, AtRule }, inert);

    // ---- what plugins are given ----

    const registry = (get, add) => ({
        get, add,
        addMultiple(functions) { for (const name of Object.keys(functions)) add(name, functions[name]); },
    });

    const less = {
        version: [4, 9, 1],
        tree,
        functions: { functionRegistry: registry(name => host.builtin(name), () => { throw new Error('only the functions of a plugin itself can be added'); }) },
        logger: { warn: host.warn, error: host.warn, info() {}, debug() {} },
        get visitors() { throw new Error('visitors are not supported: a plugin can add functions only'); },
    };
    for (const name of Object.keys(tree)) {
        less[name.toLowerCase()] = (...args) => new tree[name](...args);
    }

    const manager = { less };
    for (const name of ['addVisitor', 'addPreProcessor', 'addPostProcessor', 'addFileManager']) {
        manager[name] = () => { throw new Error(`${name} is not supported: a plugin can add functions only`); };
    }

    const context = () => ({
        frames: [{
            variable(name) {
                const value = host.lookup(name);
                return value === undefined ? undefined : { value };
            },
            functionRegistry: less.functions.functionRegistry,
        }],
        importantScope: [{}],
        pluginManager: manager,
        compress: host.compress(),
    });

    // ---- what the host calls ----

    const older = (wanted, than) => {
        const parts = typeof wanted === 'string' ? wanted.split('.').map(Number) : wanted;
        for (let i = 0; i < 3; i++) {
            if ((parts[i] || 0) !== than[i]) return (parts[i] || 0) < than[i];
        }
        return false;
    };

    // ---- modules ----

    const partsOf = path => path.split('/').filter(part => part !== '' && part !== '.');
    const path = {
        sep: '/', delimiter: ':',
        isAbsolute: p => p.startsWith('/'),
        normalize(p) {
            const out = [];
            for (const part of partsOf(p)) {
                if (part !== '..' || !p.startsWith('/') && (!out.length || out[out.length - 1] === '..')) out.push(part);
                else out.pop();
            }
            const text = (p.startsWith('/') ? '/' : '') + out.join('/');
            return (text || '.') + (p.endsWith('/') && out.length ? '/' : '');
        },
        join: (...parts) => path.normalize(parts.filter(p => p !== '').join('/') || '.'),
        resolve(...parts) {
            const from = Math.max(0, parts.map(p => p.startsWith('/')).lastIndexOf(true));
            return path.normalize('/' + parts.slice(from).join('/')).replace(/(.)\/$/, '$1');
        },
        dirname(p) {
            const at = p.replace(/\/+$/, '').lastIndexOf('/');
            return at < 0 ? '.' : p.slice(0, at) || '/';
        },
        basename(p, ext = '') {
            const base = partsOf(p).pop() || '';
            return ext !== base && base.endsWith(ext) ? base.slice(0, base.length - ext.length) : base;
        },
        extname(p) {
            const base = path.basename(p), at = base.lastIndexOf('.');
            return at > 0 ? base.slice(at) : '';
        },
        relative(from, to) {
            const a = partsOf(path.resolve(from)), b = partsOf(path.resolve(to));
            let n = 0;
            while (n < a.length && n < b.length && a[n] === b[n]) n++;
            return [...a.slice(n).map(() => '..'), ...b.slice(n)].join('/');
        },
        parse(p) {
            const base = path.basename(p), ext = path.extname(p), dir = p.includes('/') ? path.dirname(p) : '';
            return { root: p.startsWith('/') ? '/' : '', dir, base, ext, name: base.slice(0, base.length - ext.length) };
        },
        format: ({ dir, root, base, name = '', ext = '' }) => (dir ? dir + '/' : root || '') + (base || name + ext),
    };
    path.posix = path;

    // What needs the machine can be required, since plugins do so at their start, but
    // not used.
    const impure = ['assert', 'buffer', 'child_process', 'cluster', 'console', 'constants', 'crypto', 'dgram', 'dns', 'events', 'fs',
        'fs/promises', 'http', 'http2', 'https', 'module', 'net', 'os', 'perf_hooks', 'process', 'querystring', 'readline', 'stream',
        'string_decoder', 'timers', 'tls', 'tty', 'url', 'util', 'v8', 'vm', 'worker_threads', 'zlib'];
    const refused = id => new Proxy({}, {
        get(_, name) {
            if (typeof name === 'symbol' || name === '__esModule') return undefined;
            return () => { throw new Error(`${id}.${name}() is not available in the sandbox`); };
        },
    });

    const modules = Object.create(null);
    const names = ['module', 'exports', 'require', '__filename', '__dirname', 'process', 'global'];
    const runModule = (module, name, text, more = [], values = []) =>
        new Function(...names, ...more, text.replace(/^#!/, '//')).call(module.exports,
            module, module.exports, requireFrom(name), name, path.dirname(name), { env: {} }, globalThis, ...values);

    // requireFrom is the function require of a file.
    function requireFrom(from) {
        return id => {
            const builtin = String(id).replace(/^node:/, '');
            if (builtin === 'path' || builtin === 'path/posix') return path;
            if (impure.includes(builtin)) return refused(builtin);
            const { name, text } = host.module(String(id), from);
            if (modules[name]) return modules[name].exports;
            const module = modules[name] = { id: name, filename: name, exports: {} };
            try {
                if (name.endsWith('.json')) module.exports = JSON.parse(text);
                else runModule(module, name, text);
            } catch (e) {
                delete modules[name];
                if (e instanceof SyntaxError) e.message = `${name}: ${e.message}`;
                throw e;
            }
            return module.exports;
        };
    }

    // load runs a plugin's text once and returns its object and its functions.
    function load(text, filename) {
        const functions = Object.create(null);
        const own = registry(name => functions[name.toLowerCase()] || host.builtin(name), (name, f) => { functions[name.toLowerCase()] = f; });
        const module = { exports: {} };
        let registered;
        runModule(module, filename, text, ['registerPlugin', 'functions', 'tree', 'less', 'fileInfo'],
            [p => { registered = p; }, own, tree, less, { filename }]);
        let plugin = registered || module.exports;
        if (typeof plugin === 'function') plugin = new plugin();
        return { plugin, functions, own, filename };
    }

    // use is one @plugin at-rule: options are undefined or its text.
    function use(loaded, options, first, shortname) {
        const plugin = loaded.plugin;
        const setOptions = () => {
            if (options !== undefined && !plugin.setOptions) {
                throw new Error(`Options have been provided but the plugin ${shortname} does not support any options.`);
            }
            if (plugin.setOptions) plugin.setOptions(options);
        };
        if (first) {
            if (plugin.minVersion && older(less.version, plugin.minVersion)) {
                throw new Error(`Plugin ${shortname} requires version ${[].concat(plugin.minVersion).join('.')}`);
            }
            if (!plugin.minVersion || older(plugin.minVersion, [3, 0, 0])) setOptions();
            if (plugin.install) plugin.install(less, manager, loaded.own);
        }
        setOptions();
        if (plugin.use) plugin.use(plugin);
        return Object.keys(loaded.functions);
    }

    // call is one call of a plugin's function. A result that is no node is text;
    // nothing, a boolean and "" are an empty result; undefined is none at all.
    function call(loaded, name, args, info) {
        const self = { context: context(), index: info.index, currentFileInfo: { filename: info.filename } };
        const result = loaded.functions[name].apply(self, args);
        if (result === undefined || result === null) return undefined;
        if (result instanceof Node) return result;
        return new Anonymous(!result || result === true ? null : String(result));
    }

    // evaluate is one inline expression; names are the variables of its scope.
    function evaluate(text, names) {
        const variables = {};
        for (const name of names) {
            variables[name] = {
                get value() { return host.lookup('@' + name); },
                toJS() { return host.lookup('@' + name).toCSS(); },
            };
        }
        return new Function(`return (${text})`).call(variables);
    }

    return { tree, load, use, call, evaluate };
})
