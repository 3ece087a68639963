import { openTestVault } from '@chatelaine/conformance';
import { vaultModule } from '@chatelaine/host-inversify';
import { Vault } from '@chatelaine/vault';
import { Container, ContainerModule } from 'inversify';
import { describe, expect, test } from 'vitest';

type KeyOperations = ReturnType<Vault['as']>;

/** What a host writes: a class without a decorator that is given what it needs. */
class Receipts {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  get #kms(): KeyOperations {
    return this.#vault.as({ id: 'user:receipts' });
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

const receipts: ContainerModule = new ContainerModule(({ bind }) => {
  bind(Receipts).toResolvedValue((vault: Vault) => new Receipts(vault), [Vault]);
});

async function openWithKey(): Promise<Vault> {
  const vault = await openTestVault();
  await vault.as({ id: 'user:receipts' }).createKey({ alias: 'alias/receipts' });
  return vault;
}

function containerOf(open: () => Vault | Promise<Vault>): Container {
  const container = new Container({ jitless: true });
  container.load(vaultModule(open), receipts);
  return container;
}

/** Opens vaults whose closing takes until `finish` is called. */
function slowlyClosing(): { open: () => Promise<Vault>; finish: () => void; closings: () => number } {
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let closings = 0;
  return {
    finish: () => finish(),
    closings: () => closings,
    async open() {
      const vault = await openTestVault();
      const close = vault.close.bind(vault);
      vault.close = async () => {
        closings += 1;
        await finished;
        await close();
      };
      return vault;
    },
  };
}

describe('a vault in an Inversify container', () => {
  test('is injected into a service, which encrypts and decrypts with it', async () => {
    const container = containerOf(openWithKey);
    const service = await container.getAsync(Receipts);
    const sealed = await service.seal('42.00 EUR');
    expect(Buffer.from(sealed).includes('42.00')).toBe(false);
    expect(await service.open(sealed)).toBe('42.00 EUR');
    await container.unbindAllAsync();
  });

  test('is opened once, when it is first resolved, however many resolve it at a time', async () => {
    let opened = 0;
    const container = containerOf(() => {
      opened += 1;
      return openWithKey();
    });
    expect(opened).toBe(0);
    const [first, second] = await Promise.all([container.getAsync(Vault), container.getAsync(Vault)]);
    expect(first).toBeInstanceOf(Vault);
    expect(second).toBe(first);
    expect(container.get(Vault)).toBe(first);
    const sealed = await container.get(Receipts).seal('paid');
    expect(await container.get(Receipts).open(sealed)).toBe('paid');
    expect(opened).toBe(1);
    await container.unbindAllAsync();
  });

  test('is the same in child containers, and outlives them', async () => {
    const container = containerOf(openWithKey);
    const child = new Container({ parent: container, jitless: true });
    const service = await child.getAsync(Receipts);
    expect(await child.getAsync(Vault)).toBe(await container.getAsync(Vault));
    await child.unbindAllAsync();
    expect(await service.open(await service.seal('kept'))).toBe('kept');
    await container.unbindAllAsync();
    await expect(service.seal('late')).rejects.toMatchObject({ code: 'VaultClosed' });
  });

  test('is replaced in a child container that has a vault of its own', async () => {
    const container = containerOf(openWithKey);
    const child = new Container({ parent: container, jitless: true });
    child.load(vaultModule(() => openTestVault({ domainId: 'tenant2' })));
    expect((await child.getAsync(Vault)).domainId).toBe('tenant2');
    expect((await container.getAsync(Vault)).domainId).toBe('domain1');
    await child.unbindAllAsync();
    const service = await container.getAsync(Receipts);
    expect(await service.open(await service.seal('kept'))).toBe('kept');
    await container.unbindAllAsync();
  });

  test.each<[string, (container: Container, module: ContainerModule) => Promise<void>]>([
    ['all is unbound', (container) => container.unbindAllAsync()],
    ['the vault is unbound', (container) => container.unbindAsync(Vault)],
    ['the module is unloaded', (container, module) => container.unloadAsync(module)],
  ])('is closed once, and waited for, when %s', async (_when, unbind) => {
    const { open, finish, closings } = slowlyClosing();
    const container = new Container({ jitless: true });
    const module = vaultModule(open);
    container.load(module);
    const vault = await container.getAsync(Vault);
    let unbound = false;
    const unbinding = unbind(container, module).then(() => {
      unbound = true;
    });
    await new Promise(setImmediate);
    expect([closings(), unbound]).toEqual([1, false]);
    finish();
    await unbinding;
    await container.unbindAllAsync();
    expect(closings()).toBe(1);
    expect(container.isBound(Vault)).toBe(false);
    await expect(vault.as({ id: 'user:late' }).listKeys()).rejects.toMatchObject({ code: 'VaultClosed' });
  });

  test('is closed after it was opened when it is unbound in between', async () => {
    const container = containerOf(openWithKey);
    const opening = container.getAsync(Vault);
    await container.unbindAllAsync();
    const vault = await opening;
    await expect(vault.as({ id: 'user:late' }).listKeys()).rejects.toMatchObject({ code: 'VaultClosed' });
  });

  test('is never opened if nobody resolves it', async () => {
    const container = containerOf(() => {
      throw new Error('opened');
    });
    await container.unbindAllAsync();
    expect(container.isBound(Vault)).toBe(false);
  });

  test('tells whoever unbinds it that closing failed', async () => {
    const container = containerOf(async () => {
      const vault = await openTestVault();
      vault.close = () => Promise.reject(new Error('the audit log is full'));
      return vault;
    });
    await container.getAsync(Vault);
    await expect(container.unbindAllAsync()).rejects.toThrow('the audit log is full');
  });

  test('that does not open is an error for the service that needs it, with its code', async () => {
    const container = containerOf(() => openTestVault({ create: false }));
    await expect(container.getAsync(Receipts)).rejects.toMatchObject({ code: 'VaultNotFound' });
    const next = containerOf(openWithKey);
    const service = await next.getAsync(Receipts);
    expect(await service.open(await service.seal('again'))).toBe('again');
    await next.unbindAllAsync();
  });
});
