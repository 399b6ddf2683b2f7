/* The rules of the page's style sheets: how many were sent, how many the browser has, and which it left out. */
(function () {
  "use strict";
  var MOST = 6; // rules that a result names

  // What follows a token that has no braces of its own: the end of a comment, a string or a url.
  function skip(text, i) {
    var c = text.charAt(i), end;
    if (c === "/" && text.charAt(i + 1) === "*") {
      end = text.indexOf("*/", i + 2);
      return end < 0 ? text.length : end + 2;
    }
    if (c === "\\") { return i + 2; }
    if (c === "\"" || c === "'") {
      for (i++; i < text.length && text.charAt(i) !== c && text.charAt(i) !== "\n"; i++) {
        if (text.charAt(i) === "\\") { i++; }
      }
      return i + 1;
    }
    if (/^url\(\s*[^"'\s]/i.test(text.substr(i, 12))) {
      end = text.indexOf(")", i);
      return end < 0 ? text.length : end + 1;
    }
    return i;
  }

  function withoutComments(text) { return text.replace(/\/\*[^]*?\*\//g, " ").replace(/\s+/g, " ").trim(); }

  // The rules of a sheet's text, each with those around it. A block of declarations may
  // hold rules too.
  function sentRules(text) {
    var list = [], around = [], start = 0, file = "", extra = 0, brackets = 0;
    for (var i = 0; i < text.length;) {
      var next = skip(text, i);
      if (next > i) {
        var name = text.charAt(i) === "/" && /File:\s+(\S+)/.exec(text.slice(i, next));
        if (name && !around.length) { file = name[1].replace(/^zimbra\//, ""); }
        i = next;
        continue;
      }
      var c = text.charAt(i);
      if (c === "(" || c === "[") { brackets++; }
      if (c === ")" || c === "]") { brackets = Math.max(brackets - 1, 0); }
      if (c === ";" && !brackets) {
        var line = withoutComments(text.slice(start, i));
        if (/^@(import|namespace|layer)\b/i.test(line)) { list.push({ prelude: line + ";", file: file, around: around[around.length - 1] || null }); }
        start = i + 1;
      } else if (c === "{") {
        var rule = { prelude: withoutComments(text.slice(start, i)), file: file, at: i, around: around[around.length - 1] || null };
        rule.group = /^@(media|supports|document|-moz-document|layer|container|scope|starting-style|(-\w+-)?keyframes)\b/i.test(rule.prelude);
        rule.declaration = /^--/.test(rule.prelude) || /^@(font-face|page|charset)/i.test(rule.around && rule.around.prelude || "");
        if (!rule.declaration) { list.push(rule); }
        around.push(rule);
        start = i + 1;
        brackets = 0;
      } else if (c === "}") {
        if (!around.length) { extra++; }
        around.pop();
        start = i + 1;
        brackets = 0;
      }
      i++;
    }
    return { list: list, open: around, extra: extra };
  }

  function ofAnother(prelude) { return /(^|[^\w-]):{1,2}-(webkit|moz|ms|o|khtml)-|^@-(webkit|moz|ms|o|khtml)-|:{1,2}-(webkit|moz|ms|o|khtml)-/i.test(prelude); }

  // Whether this browser keeps a rule: it is put into a sheet of its own, with no declarations.
  function understands(scratch, rule) {
    var up = rule.around, text = rule.prelude, holder = null;
    if (/;$/.test(text)) { return true; }
    text += " {}";
    if (up && (!up.group || /keyframes/i.test(up.prelude))) {
      holder = up;
      text = up.prelude + " { " + text + " }";
    }
    try {
      scratch.insertRule(text, 0);
    } catch (e) {
      return false;
    }
    var kept = !holder || !!scratch.cssRules[0].cssRules && scratch.cssRules[0].cssRules.length > 0;
    scratch.deleteRule(0);
    return kept;
  }

  // A rule inside one that the browser left out is left out with it.
  function lost(scratch, rules) {
    return rules.filter(function (rule) {
      rule.lost = !!rule.around && rule.around.lost;
      rule.foreign = !!rule.around && rule.around.foreign;
      if (!rule.lost && !understands(scratch, rule)) {
        rule.lost = true;
        rule.foreign = ofAnother(rule.prelude);
        return true;
      }
      return false;
    });
  }

  function count(rules) {
    var n = 0;
    for (var i = 0; i < rules.length; i++) {
      if (rules[i].constructor && rules[i].constructor.name === "CSSNestedDeclarations") { continue; }
      n += 1 + (rules[i].cssRules && !rules[i].styleSheet ? count(rules[i].cssRules) : 0);
    }
    return n;
  }

  // The files of the skin that is asked for, without those of other skins and of the pictures.
  function skinRules(rules) {
    var own = {}, any = false;
    rules.forEach(function (rule) {
      if (/^skins\//.test(rule.file) && !/images\.css$/.test(rule.file)) { any = true; own[rule.file] = (own[rule.file] || 0) + 1; }
    });
    return any ? own : {};
  }

  function judge(scratch, name, text, sheet) {
    var sent = sentRules(text), out = { url: name, sent: sent.list.length, parsed: 0, left: [], foreign: 0, broken: "", files: skinRules(sent.list), named: [] };
    text.replace(/File:\s+zimbra\/(skins\/\S+)/g, function (_, file) { out.named.push(file); });
    try {
      out.parsed = sheet ? count(sheet.cssRules) : 0;
    } catch (e) {
      out.broken = "the browser does not show its rules: " + e.message;
      return out;
    }
    lost(scratch, sent.list).forEach(function (rule) {
      if (!rule.foreign && out.left.length < MOST) { out.left.push((rule.file ? rule.file + ": " : "") + rule.prelude.slice(0, 120)); }
    });
    sent.list.forEach(function (rule) { if (rule.lost && rule.foreign) { out.foreign++; } });
    if (sent.open.length) { out.broken = "a block is not closed: " + (sent.open[0].file ? sent.open[0].file + ": " : "") + sent.open[0].prelude.slice(0, 120); }
    if (sent.extra) { out.broken = sent.extra + " closing brace" + (sent.extra > 1 ? "s are" : " is") + " too many"; }
    return out;
  }

  var style = document.createElement("style"), elements = document.querySelectorAll("link[rel~=stylesheet], style"), all = [];
  document.head.appendChild(style);
  Array.prototype.forEach.call(elements, function (e) {
    if (e.localName === "style") {
      all.push(Promise.resolve(judge(style.sheet, "<style>", e.textContent, e.sheet)));
      return;
    }
    if (/^alternate/i.test(e.rel) || e.disabled) { return; }
    all.push(fetch(e.href, { cache: "force-cache", credentials: "same-origin" }).then(function (r) { return r.text(); }).then(function (text) {
      return judge(style.sheet, e.href.replace(/^https?:\/\/[^/]+/, "").split("?")[0], text, e.sheet);
    }, function (error) { return { url: e.href, sent: 0, parsed: 0, left: [], foreign: 0, broken: String(error), files: {}, named: [] }; }));
  });
  return Promise.all(all).then(function (list) { style.remove(); return list; });
}())
