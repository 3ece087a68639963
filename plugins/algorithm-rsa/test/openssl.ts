import { spawnSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestBytes } from '../src/hash.ts';
import type { SigningAlgorithm } from '../src/signing-algorithms.ts';

/** False, and one line that says so, where the command is not installed. */
export function opensslIsThere(): boolean {
  const there = spawnSync('openssl', ['version']).status === 0;
  if (!there) process.stdout.write('What needs the command openssl is left out: it is not installed.\n');
  return there;
}

/** The command `openssl` with one private key. */
export class OpenSsl {
  readonly #directory = mkdtempSync(join(tmpdir(), 'chatelaine-rsa-'));
  readonly #privateKey: string;
  readonly #publicKey: string;

  constructor(privateKey: KeyObject, publicKey: KeyObject) {
    this.#privateKey = this.#file('private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.#publicKey = this.#file('public.pem', publicKey.export({ type: 'spki', format: 'pem' }));
  }

  /** Signs a message with `dgst`, a digest with `pkeyutl`. */
  sign(algorithm: SigningAlgorithm, messageType: 'RAW' | 'DIGEST', message: Uint8Array): Buffer {
    const given = this.#file('message', message);
    return messageType === 'RAW'
      ? this.#run('dgst', `-${algorithm.hash}`, ...padding(algorithm, '-sigopt'), '-sign', this.#privateKey, given)
      : this.#run('pkeyutl', '-sign', '-inkey', this.#privateKey, '-in', given, ...ofDigest(algorithm));
  }

  /** Throws unless the signature fits. */
  verify(
    algorithm: SigningAlgorithm,
    messageType: 'RAW' | 'DIGEST',
    message: Uint8Array,
    signature: Uint8Array,
  ): string {
    const [given, signed] = [this.#file('message', message), this.#file('signature', signature)];
    const options =
      messageType === 'RAW'
        ? ['dgst', `-${algorithm.hash}`, ...padding(algorithm, '-sigopt'), '-verify', this.#publicKey]
        : ['pkeyutl', '-verify', '-pubin', '-inkey', this.#publicKey, '-in', given, ...ofDigest(algorithm)];
    const inputs = messageType === 'RAW' ? ['-signature', signed, given] : ['-sigfile', signed];
    return this.#run(...options, ...inputs).toString();
  }

  encrypt(hash: string, plaintext: Uint8Array): Buffer {
    const given = this.#file('plaintext', plaintext);
    return this.#run('pkeyutl', '-encrypt', '-pubin', '-inkey', this.#publicKey, '-in', given, ...oaep(hash));
  }

  decrypt(hash: string, ciphertext: Uint8Array): Buffer {
    const given = this.#file('ciphertext', ciphertext);
    return this.#run('pkeyutl', '-decrypt', '-inkey', this.#privateKey, '-in', given, ...oaep(hash));
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true });
  }

  #file(name: string, content: string | Uint8Array): string {
    const path = join(this.#directory, name);
    writeFileSync(path, content);
    return path;
  }

  #run(...args: readonly string[]): Buffer {
    const { status, stdout, stderr } = spawnSync('openssl', args);
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`);
    return stdout;
  }
}

function padding({ scheme, hash }: SigningAlgorithm, flag: '-sigopt' | '-pkeyopt'): readonly string[] {
  if (scheme === 'PKCS1_V1_5') return [flag, 'rsa_padding_mode:pkcs1'];
  const options = ['rsa_padding_mode:pss', `rsa_pss_saltlen:${digestBytes[hash]}`, `rsa_mgf1_md:${hash}`];
  return options.flatMap((option) => [flag, option]);
}

function ofDigest(algorithm: SigningAlgorithm): readonly string[] {
  return ['-pkeyopt', `digest:${algorithm.hash}`, ...padding(algorithm, '-pkeyopt')];
}

function oaep(hash: string): readonly string[] {
  const options = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`];
  return options.flatMap((option) => ['-pkeyopt', option]);
}
