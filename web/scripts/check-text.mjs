// Fails when the two languages differ, when text stands in the code, or when a key has no text.
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { faults, filesUnder, namespaces } from "./texts.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { spaces, problems } = namespaces(root);
const code = filesUnder(`${root}src`, (file) => /\.tsx?$/.test(file) && !/\.(test|gen)\.tsx?$/.test(file));
const found = [
  ...problems,
  ...code.flatMap((path) => faults(relative(root, path), readFileSync(path, "utf8"), spaces)),
];
for (const line of found) console.error(line);
console.log(
  `texts: ${spaces.size} namespaces, ${[...spaces.values()].reduce((sum, keys) => sum + keys.size, 0)} keys, ${code.length} files`,
);
if (found.length > 0) process.exit(1);
