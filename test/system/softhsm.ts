import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Pkcs11 from 'pkcs11js';

type Library = typeof Pkcs11;

const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
const pin = '123456';

/** A token of SoftHSM 2 in a folder that goes with it, with a session that is logged in. */
export interface SoftHsm {
  readonly library: Library;
  readonly pkcs11: Pkcs11.PKCS11;
  readonly session: Pkcs11.Handle;
  close(): void;
}

/** Why there is no SoftHSM to test with; `undefined` if there is one. */
export function whyNoSoftHsm(): string | undefined {
  if (!modules.some((path) => existsSync(path))) return "SoftHSM 2 is not installed (Debian's softhsm2)";
  return loadLibrary() === undefined ? 'pkcs11js is not built (see .ci/run)' : undefined;
}

// Its native part is built by CI alone: an installation runs no scripts.
function loadLibrary(): Library | undefined {
  try {
    return createRequire(import.meta.url)('pkcs11js') as Library;
  } catch {
    return undefined;
  }
}

export function openSoftHsm(): SoftHsm {
  const library = loadLibrary();
  const path = modules.find((each) => existsSync(each));
  if (library === undefined || path === undefined) throw new Error(whyNoSoftHsm());
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-softhsm-'));
  mkdirSync(join(folder, 'tokens'));
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(
    configuration,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env['SOFTHSM2_CONF'] = configuration;
  const init = ['--init-token', '--free', '--label', 'chatelaine', '--pin', pin, '--so-pin', pin];
  execFileSync('softhsm2-util', init, { stdio: 'ignore' });
  const pkcs11 = new library.PKCS11();
  pkcs11.load(path);
  pkcs11.C_Initialize();
  const [slot] = pkcs11.C_GetSlotList(true);
  if (slot === undefined) throw new Error('SoftHSM has no slot.');
  const session = pkcs11.C_OpenSession(slot, library.CKF_RW_SESSION | library.CKF_SERIAL_SESSION);
  pkcs11.C_Login(session, library.CKU_USER, pin);
  return {
    library,
    pkcs11,
    session,
    close() {
      pkcs11.C_CloseSession(session);
      pkcs11.C_Finalize();
      pkcs11.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
