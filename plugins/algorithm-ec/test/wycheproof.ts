import { existsSync, readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);

/** Files with signatures in DER: those of other encodings have their names after the hash function. */
const fileName = /^ecdsa_secp(256r1|384r1)_sha(256|384)_test\.json$/;

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

export interface VectorGroup {
  readonly publicKey: { readonly curve: string };
  readonly publicKeyDer: string;
  readonly sha: string;
  readonly tests: readonly Vector[];
}

/** The groups of vectors of a curve and a hash function; none, and one line that says so, where the folder is missing. */
export function wycheproofGroups(curve: string, sha: string): readonly VectorGroup[] {
  if (!existsSync(folder)) {
    process.stdout.write(
      `The Wycheproof vectors of ECDSA on ${curve} are left out: there is no shared/vectors beside the project.\n`,
    );
    return [];
  }
  return readdirSync(folder)
    .filter((name) => fileName.test(name))
    .flatMap((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      return (JSON.parse(text) as { readonly testGroups: readonly VectorGroup[] }).testGroups;
    })
    .filter((group) => group.publicKey.curve === curve && group.sha === sha);
}
