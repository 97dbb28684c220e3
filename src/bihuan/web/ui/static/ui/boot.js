// Before the first paint: says that script runs, so that what only script can do is shown and its plain twin is not.
document.documentElement.classList.add("js");
