import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);

interface Vector {
  readonly tcId: number;
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

export interface VectorGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly Vector[];
}

function groupsOf(name: string): readonly VectorGroup[] {
  const file = new URL(name, folder);
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly testGroups: readonly VectorGroup[] }).testGroups;
}

/** The files of secp256k1, SHA-256 and DER that there are; one line says so where the folder is missing. */
export function wycheproofFiles(): Readonly<Record<'plain' | 'bitcoin', readonly VectorGroup[]>> {
  if (!existsSync(folder)) {
    process.stdout.write(
      'The Wycheproof vectors of secp256k1 are left out: there is no shared/vectors beside the project.\n',
    );
  }
  return {
    plain: groupsOf('ecdsa_secp256k1_sha256_test.json'),
    bitcoin: groupsOf('ecdsa_secp256k1_sha256_bitcoin_test.json'),
  };
}
