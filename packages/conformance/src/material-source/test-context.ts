import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { SecretBytes, type Algorithm, type KeyId, type MaterialContext } from '@chatelaine/core';

/** A context for material of one form, of an algorithm that counts what a source asks of it. */
export class TestContext implements MaterialContext {
  readonly keyId: KeyId;
  readonly now: number;
  readonly algorithm: Algorithm;
  /** What the algorithm has generated, as hexadecimal text. */
  readonly generated: string[] = [];
  /** How often the algorithm was asked to parse. */
  parsed = 0;

  constructor(form: 'raw' | 'pkcs8' = 'raw', now = 1_750_000_000_000, keyId = randomUUID() as KeyId) {
    this.keyId = keyId;
    this.now = now;
    this.algorithm = Object.freeze<Algorithm>({
      keySpec: form === 'raw' ? 'TEST_BYTES' : 'TEST_PRIVATE_KEY',
      usages: ['GENERATE_VERIFY_MAC'],
      suites: [],
      algorithmNames: {},
      materialForm: form,
      provider: { name: 'none', timing: 'best-effort' },
      execution: 'inline',
      generate: () => {
        const bytes = newMaterial(form);
        this.generated.push(Buffer.from(bytes).toString('hex'));
        return SecretBytes.take(bytes);
      },
      parse: (material) => {
        this.parsed += 1;
        return SecretBytes.take(copyOf(material));
      },
      load: () => {
        throw new Error('A material source has loaded a key.');
      },
    });
  }
}

/** New material of a form: 32 bytes, or the PKCS #8 PrivateKeyInfo of a key on P-256. */
export function newMaterial(form: 'raw' | 'pkcs8'): Uint8Array {
  if (form === 'raw') return new Uint8Array(randomBytes(32));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
}

export function copyOf(secret: SecretBytes): Uint8Array {
  return secret.use((bytes) => new Uint8Array(bytes));
}
