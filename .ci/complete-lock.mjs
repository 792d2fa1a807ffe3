// Completes package-lock.json after `npm install` against a registry that lacks some platforms' binaries of an optional
// dependency: npm then leaves them out of the lock, and `npm ci` calls the lock out of sync. Each missing one gets an
// entry with the version that its parent wants, so that `npm ci` skips it here and installs it where it exists.
//   node .ci/complete-lock.mjs
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const platforms = ["android", "darwin", "win32", "linux", "freebsd", "openharmony"];
const processors = ["arm64", "x64", "ia32", "arm", "riscv64", "ppc64", "s390x"];

const check = spawnSync("npm", ["ci", "--dry-run"], { encoding: "utf8" });
const missing = [...check.stderr.matchAll(/Missing: (\S+)@ from lock file/g)].map((match) => match[1]);
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
for (const name of new Set(missing)) {
  const parent = Object.values(lock.packages).find((entry) => entry.optionalDependencies?.[name]);
  if (!parent) throw new Error(`nothing in the lock wants ${name}`);
  const platform = name.split("/").at(-1);
  const os = platforms.find((one) => platform.includes(one));
  const cpu = processors.find((one) => platform.includes(one));
  lock.packages[`node_modules/${name}`] = {
    version: parent.optionalDependencies[name].replace(/^[~^]/, ""),
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(platform.includes("musl") ? { libc: ["musl"] } : {}),
  };
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(missing.length === 0 ? "The lock is complete." : `${missing.length} entries added.`);
