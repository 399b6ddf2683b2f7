package serve

import (
	"net/http"
	"path"
	"strings"
)

// The cookies of a session, as the server names them.
const (
	sessionCookie = "ZM_AUTH_TOKEN"
	sessionValue  = "skinbuild"     // the mailbox has one user, so one value is enough
	factorCookie  = "ZM_TWO_FACTOR" // the password was right, and the code is missing
)

// Codes of the errors that the sign-in page shows.
const (
	wrongPassword = "account.AUTH_FAILED"
	codeNeeded    = "account.TWO_FACTOR_AUTH_FAILED"
)

// startPage is the page that starts the client for a user who has signed in.
const startPage = "/public/launchZCS.jsp"

// signedIn reports whether the request has a session.
func (h *Handler) signedIn(r *http.Request) bool {
	c, err := r.Cookie(sessionCookie)
	return h.opt.Mailbox != nil && err == nil && c.Value == sessionValue && !h.opt.Mailbox.Expired()
}

// isSignIn reports whether the request is the form of the sign-in page.
func (h *Handler) isSignIn(r *http.Request, name string) bool {
	return h.opt.Mailbox != nil && r.Method == http.MethodPost && (name == "/" || path.Base(name) == "login.jsp")
}

// maxForm is the largest form that is read, in bytes.
const maxForm = 64 << 10

// serveSignIn answers the form: a session and the client, or the page again with the
// reason. With a second factor the page asks for its code after the password.
func (h *Handler) serveSignIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "the form is damaged or too large", http.StatusBadRequest)
		return
	}
	box := h.opt.Mailbox
	known := box.SignIn(strings.TrimSpace(r.PostForm.Get("username")), r.PostForm.Get("password"))
	if c, err := r.Cookie(factorCookie); err == nil && c.Value == sessionValue && r.PostForm.Has("totpcode") {
		known = true // the password came with the form before
		http.SetCookie(w, &http.Cookie{Name: factorCookie, Path: "/", MaxAge: -1})
	}
	needed, right := box.NeedsCode(r.PostForm.Get("totpcode"))
	switch {
	case !known:
		h.servePage(w, r, signInPage, wrongPassword)
	case needed && !right:
		http.SetCookie(w, &http.Cookie{Name: factorCookie, Value: sessionValue, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		h.servePage(w, r, signInPage, codeNeeded)
	default:
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: sessionValue, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		http.Redirect(w, r, h.opt.ContextPath+"/", http.StatusFound)
	}
}

// signInPage is the page for a request without a session.
const signInPage = "/public/login.jsp"

// serveRoot answers the webapp's own address: the client with a session, the sign-in
// page without one. ?loginOp=logout ends the session.
func (h *Handler) serveRoot(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("loginOp") == "logout" {
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1})
		h.servePage(w, r, signInPage, "")
		return
	}
	if h.signedIn(r) {
		h.servePage(w, r, startPage, "")
		return
	}
	h.servePage(w, r, signInPage, "")
}
