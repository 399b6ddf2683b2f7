/**
 * What features do with the page.
 */

/** ready calls fn once the body is there to be changed. */
export function ready(fn) {
	if (document.body && document.readyState !== "loading") {
		fn();
	} else if (document.addEventListener) {
		document.addEventListener("DOMContentLoaded", fn);
	} else {
		window.attachEvent("onload", fn);
	}
}

/** element makes an element; attributes "text" and "className" are what they say. */
export function element(name, attributes, children) {
	var el = document.createElement(name), key, i;
	for (key in attributes) {
		if (key === "text") {
			el.appendChild(document.createTextNode(attributes.text));
		} else if (key === "className") {
			el.className = attributes.className;
		} else {
			el.setAttribute(key, attributes[key]);
		}
	}
	for (i = 0; children && i < children.length; i++) {
		if (children[i]) {
			el.appendChild(children[i]);
		}
	}
	return el;
}

/** safe reports whether an address may be offered as a link. */
export function safe(url) {
	return /^(https:\/\/|mailto:|\/(?!\/))/.test(url);
}

/** anchor makes a link that opens beside the page, or only its text where the address is not safe. */
export function anchor(text, url) {
	if (!url || !safe(url)) {
		return element("span", { text: text });
	}
	return element("a", { text: text, href: url, target: "_blank", rel: "noopener" });
}

/** listen adds a listener where the browser has them; it returns whether it has. */
export function listen(target, type, fn, capture) {
	if (!target || !target.addEventListener) {
		return false;
	}
	target.addEventListener(type, fn, !!capture);
	return true;
}

/** remember and recall keep a word of the user's browser; without storage they do nothing. */
export function remember(key, value) {
	try {
		window.localStorage.setItem(key, value);
	} catch (error) {
		return false; // private mode, or storage is full or forbidden
	}
	return true;
}

export function recall(key) {
	try {
		return window.localStorage.getItem(key) || "";
	} catch (error) {
		return "";
	}
}
