import { runStep } from './run.mjs';

const env = { DEBIAN_FRONTEND: 'noninteractive' };
let updated = false;

/** Installs a package when it may (as root, where apt is), else says what to do. Null when the program stays missing. */
export async function findOrInstall(name, find, debianPackage) {
  const found = find();
  if (found) return found;
  if (process.getuid?.() !== 0) {
    console.error(`test: ${name} is missing: install it, for example with: apt-get install ${debianPackage}`);
    return null;
  }
  const step = (title) => ({ prefix: 'test', title });
  try {
    if (!updated) await runStep(step('reading the package lists'), 'apt-get', ['update', '-qq'], { env });
    updated = true;
    const install = ['install', '-y', '-qq', '--no-install-recommends', debianPackage];
    await runStep(step(`installing ${debianPackage}`), 'apt-get', install, { env });
  } catch (error) {
    console.error(`test: ${name} is missing and could not be installed: ${error.message}`);
    return null;
  }
  return find();
}
