// Runs before the first paint so that a dark screen never flashes white; a file, because the policy allows no inline script.
(() => {
  const root = document.documentElement;
  let scheme = null;
  let language = null;
  try {
    scheme = localStorage.getItem("maru.scheme");
    language = localStorage.getItem("maru.language");
  } catch {
    // Storage is blocked: the system's own preference holds.
  }
  const dark = scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.mantineColorScheme = dark ? "dark" : "light";
  if (language === "en" || language === "ko") root.lang = language;
})();
