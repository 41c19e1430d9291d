/**
 * A lock file made where a registry lacks the binaries for other systems does not list them, and `npm ci` then refuses
 * it on every system. Nothing that this machine needs is missing then: the packages are optional ones of a listed one.
 */

/** Names of optional packages that a listed package asks for and the lock file does not list. */
export function optionalGaps(lock) {
  const listed = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
  const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  return new Set(wanted.filter((name) => !listed.has(name)));
}

/** Whether such gaps are all that `npm ci` complained of; any other difference stays an error. */
export function onlyGaps(lock, output) {
  if (!/^npm error code EUSAGE$/m.test(output) || /^npm error Invalid:/m.test(output)) return false;
  const missing = [...output.matchAll(/^npm error Missing: (@?[^@\s]+)@\S* from lock file$/gm)].map(([, name]) => name);
  const gaps = optionalGaps(lock);
  return missing.length > 0 && missing.every((name) => gaps.has(name));
}
