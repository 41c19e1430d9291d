import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Leaf, middle and root in PEM, without key usages; the middle one an authority or not. */
export function makeChain(isAuthority: boolean): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-chain-'));
  writeFileSync(path.join(folder, 'cnf'), '[req]\ndistinguished_name = name\n[name]\n');
  const make = (name: string, constraints: string, ...issuer: string[]) => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
    const subject = ['-subj', `/CN=${name}`, '-addext', `basicConstraints=${constraints}`, '-out', `${name}.pem`];
    execFileSync('openssl', ['req', '-config', 'cnf', '-x509', ...key, ...subject, ...issuer], {
      cwd: folder,
      stdio: 'pipe',
    });
    return readFileSync(path.join(folder, `${name}.pem`), 'utf8');
  };
  try {
    const root = make('root', 'critical,CA:true');
    const middle = make('middle', isAuthority ? 'CA:true' : 'CA:false', '-CA', 'root.pem', '-CAkey', 'root.key');
    return [make('leaf', 'CA:false', '-CA', 'middle.pem', '-CAkey', 'middle.key'), middle, root];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
