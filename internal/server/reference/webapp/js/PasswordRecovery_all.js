// A small page of its own.
function Page() {}
Page.prototype.popup = function () { document.documentElement.setAttribute("data-page", "PasswordRecovery"); };
