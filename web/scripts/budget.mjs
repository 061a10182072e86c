// Fails the build when the first view loads more script than the budget, counted as the browser does: gzip, with what is preloaded.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
const html = readFileSync("dist/index.html", "utf8");
if (/<script(?![^>]*\bsrc=)[^>]*>\s*\S/.test(html) || /\sstyle=|<style/.test(html)) {
  console.error(
    "dist/index.html contains an inline script or style, which the content security policy refuses.",
  );
  process.exit(1);
}
const size = (path) => gzipSync(readFileSync(path)).length / 1024;
const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map((match) => `dist${match[1]}`);
const styles = [...html.matchAll(/href="(\/[^"]+\.css)"/g)].map((match) => `dist${match[1]}`);
const sum = (paths) => paths.reduce((total, path) => total + size(path), 0);
const assets = readdirSync("dist/assets");
const chunks = assets
  .filter((file) => file.endsWith(".js"))
  .map((file) => [file, size(`dist/assets/${file}`)]);
chunks.sort((a, b) => b[1] - a[1]);
for (const [file, kb] of chunks.slice(0, 8)) console.log(`  ${kb.toFixed(1).padStart(7)} kB  ${file}`);
console.log(
  `first view: ${sum(scripts).toFixed(1)} kB script, ${sum(styles).toFixed(1)} kB style (gzip), ${assets.length} files`,
);
for (const file of readdirSync("dist/fonts"))
  console.log(`  dist/fonts/${file} ${statSync(`dist/fonts/${file}`).size} bytes`);
if (sum(scripts) > LIMIT_KB) {
  console.error(`The first view may load ${LIMIT_KB} kB of script.`);
  process.exit(1);
}
