import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './vault-on-disk.ts';

/** The command `openssl` in a folder of its own. It knows all families but ML-DSA, which comes with OpenSSL 3.5. */
export class OpenSsl {
  readonly #folder = temporaryFolder();

  /** Puts a file into the folder and gives its name. */
  file(name: string, content: string | Uint8Array): string {
    writeFileSync(join(this.#folder, name), content);
    return name;
  }

  run(...argv: readonly string[]): Buffer {
    return execFileSync('openssl', argv, { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Whether the command ends with 0. */
  succeeds(...argv: readonly string[]): boolean {
    return spawnSync('openssl', argv, { cwd: this.#folder }).status === 0;
  }
}

/** The options of `openssl dgst` for a signing algorithm. */
export function signatureOptions(algorithm: string): readonly string[] {
  if (!algorithm.startsWith('RSASSA_PSS')) return [];
  return ['rsa_padding_mode:pss', 'rsa_pss_saltlen:digest'].flatMap((option) => ['-sigopt', option]);
}

/** The hash function of a signing algorithm, as openssl and node:crypto name it. */
export function hashOf(algorithm: string): string {
  return `sha${algorithm.slice(-3)}`;
}
