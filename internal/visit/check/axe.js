/* Runs axe-core on the page, with the rules of WCAG 2.1 A and AA. */
(function () {
  "use strict";
  // axe-core is a module where there is one; the page gets no global of it.
  var had = Object.prototype.hasOwnProperty.call(window, "axe"), old = window.axe;
  AXE;
  var axe = window.axe;
  if (had) { window.axe = old; } else { delete window.axe; }
  // The vendor's client makes everything below its shell, but the skin's own frame. The
  // help button of the login page has no name in any release.
  function vendors(rule, node) {
    if (rule === "color-contrast") { return false; }
    var e = document.querySelector(node.target[node.target.length - 1]);
    return !e || !!e.closest("#z_shell, #ZLoginWhatsThisButton") || e.id.indexOf("DWT") === 0;
  }
  return axe.run(document, { resultTypes: ["violations", "incomplete"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }).then(function (r) {
    var list = [];
    // Text in the colour of its background is a question for axe-core, since it may be hidden on purpose.
    r.incomplete.filter(function (v) { return v.id === "color-contrast"; }).forEach(function (v) {
      v.nodes = v.nodes.filter(function (n) { return n.any[0] && n.any[0].data && n.any[0].data.messageKey === "equalRatio"; });
      r.violations.push(v);
    });
    r.violations.forEach(function (v) {
      v.nodes.slice(0, 40).forEach(function (n) {
        var d = n.any[0] && n.any[0].data, help = v.help;
        if (v.id === "color-contrast" && d) { help = "contrast " + d.contrastRatio + ", " + d.fgColor + " on " + d.bgColor; }
        list.push({ rule: v.id, element: n.html.replace(/\s+/g, " ").slice(0, 100), help: help, vendor: vendors(v.id, n) });
      });
    });
    return list;
  });
}())
