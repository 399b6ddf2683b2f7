// The page that starts the client includes this file and fails without it; it would
// list pictures that the client colours itself.
window.AjxImgData = window.AjxImgData || {};
