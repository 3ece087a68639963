import 'reflect-metadata';
import { openTestVault } from '@chatelaine/conformance';
import { registerVault } from '@chatelaine/host-tsyringe';
import { Vault } from '@chatelaine/vault';
import { container as root, type DependencyContainer, instanceCachingFactory } from 'tsyringe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

type KeyOperations = ReturnType<Vault['as']>;

/** What a host writes: a class without a decorator that is given what it needs. */
class Receipts {
  readonly #kms: KeyOperations;

  constructor(vault: Vault) {
    this.#kms = vault.as({ id: 'user:receipts' });
  }

  async seal(text: string): Promise<Uint8Array> {
    const { ciphertext } = await this.#kms.encryptData({ keyId: 'alias/receipts', plaintext: Buffer.from(text) });
    return ciphertext;
  }

  async open(ciphertext: Uint8Array): Promise<string> {
    const { plaintext } = await this.#kms.decryptData({ ciphertext });
    return Buffer.from(plaintext).toString('utf8');
  }
}

let vault: Vault;
let container: DependencyContainer;

beforeEach(async () => {
  vault = await openTestVault();
  await vault.as({ id: 'user:receipts' }).createKey({ alias: 'alias/receipts' });
  container = root.createChildContainer();
  registerVault(container, vault);
  container.register(Receipts, { useFactory: instanceCachingFactory((from) => new Receipts(from.resolve(Vault))) });
});

afterEach(() => vault.close());

describe('a vault in a tsyringe container', () => {
  test('is injected into a service, which encrypts and decrypts with it', async () => {
    const service = container.resolve(Receipts);
    const sealed = await service.seal('42.00 EUR');
    expect(Buffer.from(sealed).includes('42.00')).toBe(false);
    expect(await service.open(sealed)).toBe('42.00 EUR');
  });

  test('is one instance, in child containers too', () => {
    expect(container.resolve(Vault)).toBe(vault);
    expect(container.resolve(Vault)).toBe(vault);
    expect(container.createChildContainer().resolve(Vault)).toBe(vault);
    expect(container.createChildContainer().resolve(Receipts)).toBe(container.resolve(Receipts));
  });

  test('is in no container but the one that it was registered in', () => {
    expect(root.isRegistered(Vault)).toBe(false);
  });

  test('is replaced in a child container that has a vault of its own', async () => {
    await using other = await openTestVault({ domainId: 'tenant2' });
    const child = container.createChildContainer();
    registerVault(child, other);
    expect(child.resolve(Vault)).toBe(other);
    expect(container.resolve(Vault)).toBe(vault);
  });

  test('stays open when the container is disposed of, until the host closes it', async () => {
    const service = container.resolve(Receipts);
    await container.dispose();
    const sealed = await service.seal('kept');
    await vault.close();
    await expect(service.open(sealed)).rejects.toMatchObject({ code: 'VaultClosed' });
  });
});
