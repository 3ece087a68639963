import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as selfTest from '../src/known-answers/self-test.ts';
import * as loading from '../src/primitives/load-primitive.ts';
import { chooseProvider } from '../src/providers/choose-provider.ts';
import { NativeProvider } from '../src/providers/native-provider.ts';
import * as native from '../src/providers/native-provider.ts';
import * as versions from '../src/providers/package-version.ts';

vi.mock('../src/known-answers/self-test.ts', { spy: true });
vi.mock('../src/primitives/load-primitive.ts', { spy: true });
vi.mock('../src/providers/native-provider.ts', { spy: true });
vi.mock('../src/providers/package-version.ts', { spy: true });

const warnings = vi.spyOn(process, 'emitWarning');

beforeEach(() => {
  vi.mocked(native.requireNative).mockImplementation(() => {
    throw new Error('this Node.js has none');
  });
  warnings.mockImplementation(() => undefined);
});

afterEach(() => {
  vi.resetAllMocks();
});

function withNative(selfTested: () => Promise<void>): void {
  vi.mocked(native.requireNative).mockImplementation(() => undefined);
  vi.mocked(selfTest.testProvider).mockImplementation(selfTested);
}

function withoutLiboqs(): void {
  vi.mocked(loading.loadPrimitive).mockRejectedValue(new Error('it is not installed'));
}

const failing = (): Promise<never> => Promise.reject(new selfTest.SelfTestFailure('it computes something else'));

describe('of the providers', () => {
  test('node:crypto is taken where it is there and passes its self-test with every parameter set', async () => {
    withNative(() => Promise.resolve());
    const provider = await chooseProvider(undefined, 1);
    expect(provider).toBeInstanceOf(NativeProvider);
    expect(vi.mocked(selfTest.testProvider).mock.calls.map(([{ keySpec }]) => keySpec)).toEqual([
      'ML_DSA_44',
      'ML_DSA_65',
      'ML_DSA_87',
    ]);
    expect(provider.description).toEqual({
      name: `node:crypto (OpenSSL ${process.versions.openssl})`,
      timing: 'constant-time',
    });
  });

  test('liboqs is taken next', async () => {
    const { name, description } = await chooseProvider(undefined, 1);
    expect(name).toBe('liboqs');
    expect(description).toEqual({ name: 'liboqs-js 0.15.1 (WebAssembly)', timing: 'best-effort' });
    expect(vi.mocked(selfTest.testVerification).mock.calls.map(([{ keySpec }]) => keySpec)).toEqual([
      'ML_DSA_44',
      'ML_DSA_65',
      'ML_DSA_87',
    ]);
    expect(warnings).not.toHaveBeenCalled();
  });

  test('liboqs is taken, with a warning, where node:crypto fails its self-test', async () => {
    withNative(failing);
    expect(await chooseProvider(undefined, 1)).toMatchObject({ name: 'liboqs' });
    expect(warnings).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('node:crypto: it computes something else'),
    );
  });

  test('noble is taken where nothing else is there', async () => {
    withoutLiboqs();
    const { name, description } = await chooseProvider(undefined, 1);
    expect(name).toBe('noble');
    expect(description).toEqual({ name: '@noble/post-quantum 0.7.1', timing: 'best-effort' });
    expect(warnings).not.toHaveBeenCalled();
  });

  test.each(['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'])(
    'noble is taken, with a warning, where liboqs fails its self-test of %s',
    async (broken) => {
      vi.mocked(selfTest.testVerification).mockImplementation(({ keySpec }) => {
        if (keySpec === broken) throw new selfTest.SelfTestFailure('it computes something else');
      });
      expect(await chooseProvider(undefined, 1)).toMatchObject({ name: 'noble' });
      expect(warnings).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('liboqs: it computes something else'));
    },
  );

  test('one that is forced is taken before better ones', async () => {
    withNative(() => Promise.resolve());
    expect(await chooseProvider('liboqs', 1)).toMatchObject({ name: 'liboqs' });
    expect(await chooseProvider('noble', 1)).toMatchObject({ name: 'noble' });
  });

  test('one that is forced and not there is an error that says why', async () => {
    withoutLiboqs();
    await expect(chooseProvider('liboqs', 1)).rejects.toMatchObject({ code: 'InvalidConfiguration' });
    await expect(chooseProvider('liboqs', 1)).rejects.toThrow('liboqs: it is not installed.');
    await expect(chooseProvider('node:crypto', 1)).rejects.toThrow('node:crypto: this Node.js has none.');
    await expect(chooseProvider('node:crypto', 1)).rejects.toThrow('Leave `provider` out');
  });

  test('none at all is an error that says why of each, and speaks of no option', async () => {
    withoutLiboqs();
    vi.mocked(versions.packageVersion).mockImplementation(() => {
      throw new Error('it is gone');
    });
    const refusal: unknown = await chooseProvider(undefined, 1).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'InvalidConfiguration',
      message:
        'mldsa() finds nothing to compute ML-DSA with. node:crypto: this Node.js has none; liboqs: it is not installed; noble: it is gone. ' +
        'Install its packages anew, or leave the plugin out.',
    });
  });
});
