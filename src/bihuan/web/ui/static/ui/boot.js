// Before the first paint: says that script runs, so that what only script can do is shown and its plain twin is not.
document.documentElement.classList.add("js");

// Alpine looks at every global name to know what an expression must not reach. This one is on its way out of Chromium, which
// warns whoever looks at it; nothing here uses it.
delete globalThis.fence;
