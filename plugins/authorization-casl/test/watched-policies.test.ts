import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authorizer, VaultError } from '@chatelaine/core';
import { buildPolicyBundle, formatPolicyBundle, type Policies } from '@chatelaine/policy';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCaslAuthorizer } from '../src/casl-authorizer.ts';
import type { CaslOptions } from '../src/casl-options.ts';
import type { CaslSurroundings } from '../src/casl-surroundings.ts';
import { PolicyCompiler } from '../src/policy-compiler.ts';
import { WatchedPolicies } from '../src/watched-policies.ts';
import { allow, decide, deny, document, here } from './policy-under-test.ts';

/** A world in which time passes and looks happen when a test says so. */
class World implements CaslSurroundings {
  #time = 1_000_000;
  #look: (() => void) | undefined;

  now(): number {
    return 1_700_000_000_000 + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  watch(look: () => void): () => void {
    this.#look = look;
    return () => {
      this.#look = undefined;
    };
  }

  get isWatched(): boolean {
    return this.#look !== undefined;
  }

  /** Time for so many looks, a second each. */
  look(times = 1): void {
    for (let time = 0; time < times; time += 1) {
      this.#time += 1_000;
      this.#look?.();
    }
  }

  wait(seconds: number): void {
    this.#time += seconds * 1_000;
  }
}

const yes = allow(['user:alice'], ['kms:cmk:decryptData'], 'all');
const no = deny(['user:alice'], ['kms:cmk:decryptData'], 'all');
/** `allow` with a deny beside it in a second document: half of it would be an allow. */
const release = (name: string): readonly { readonly name: string; readonly text: string }[] => [
  document(`first-${name}`, [{ ...yes, id: name }]),
  document(`second-${name}`, [{ ...no, id: name }]),
];

let root: string;
let world: World;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chatelaine-watched-'));
  world = new World();
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function open(options: CaslOptions): Authorizer {
  return openCaslAuthorizer(options, { ...here, baseDirectory: root }, world);
}

function answer(authorizer: Authorizer): string {
  if (authorizer.policy === undefined) throw new Error('The authorizer brings no policy.');
  return decide(authorizer.policy);
}

function write(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

describe('a folder', () => {
  const allowing = document('test', [{ ...yes, id: 'open' }]).text;
  const denying = document('test', [{ ...no, id: 'shut' }]).text;
  const allowed = 'allow test/open';
  const denied = 'deny explicit test/shut';

  test('is in force as it was, until a change has settled; then wholly as it is', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies' });
    expect(answer(authorizer)).toBe(allowed);
    expect(authorizer.status?.()).toMatchObject({ state: 'current', source: join(root, 'policies') });
    world.look(3);
    expect(authorizer.status?.().state).toBe('current');
    write('policies/a.policy.json', denying);
    expect(answer(authorizer)).toBe(allowed);
    world.look();
    expect(answer(authorizer)).toBe(allowed);
    expect(authorizer.status?.()).toMatchObject({ state: 'stale' });
    world.look();
    expect(answer(authorizer)).toBe(denied);
    expect(authorizer.status?.().state).toBe('current');
  });

  test('that is changed right after it was opened is read again', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies' });
    write('policies/a.policy.json', denying);
    world.look(2);
    expect(answer(authorizer)).toBe(denied);
  });

  test.each<readonly [string, () => void]>([
    ['a file with a syntax error', () => write('policies/a.policy.json', `${denying.slice(0, -1)},`)],
    ['a file that is empty', () => truncateSync(join(root, 'policies/a.policy.json'), 0)],
    ['a further file that is wrong', () => write('policies/b.policy.yaml', 'policy: chatelaine/v2\n')],
    ['a second document of one name', () => write('policies/b.policy.json', `${denying} `)],
    ['a link that leads out of the folder', () => symlinkSync('/etc/passwd', join(root, 'policies/b.policy.json'))],
    ['a folder without files', () => unlinkSync(join(root, 'policies/a.policy.json'))],
    ['a folder that is gone', () => rmSync(join(root, 'policies'), { recursive: true })],
    ['a folder that was moved away', () => renameSync(join(root, 'policies'), join(root, 'moved'))],
    [
      'a file in place of the folder',
      () => {
        renameSync(join(root, 'policies'), join(root, 'moved'));
        write('policies', denying);
      },
    ],
  ])('%s changes nothing, is told, and denies everything after a while', (_what, spoil) => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies', maxStalenessSeconds: 60 });
    world.look(2);
    const { hash } = authorizer.status?.() ?? {};
    spoil();
    world.look(3);
    expect(answer(authorizer)).toBe(allowed);
    const status = authorizer.status?.();
    expect(status).toMatchObject({ state: 'stale', hash, staleness: { reason: expect.any(String) as string } });
    expect((status?.staleness?.deniesAt ?? 0) - (status?.staleness?.since ?? 0)).toBe(60_000);
    world.wait(57);
    expect(answer(authorizer)).toBe(allowed);
    world.wait(1);
    expect(answer(authorizer)).toBe('deny error');
    expect(authorizer.status?.()).toMatchObject({ state: 'denying', hash });
    world.look(2);
    expect(answer(authorizer)).toBe('deny error');
    rmSync(join(root, 'policies'), { recursive: true, force: true });
    write('policies/a.policy.json', denying);
    world.look(2);
    expect(answer(authorizer)).toBe(denied);
    expect(authorizer.status?.().state).toBe('current');
  });

  test('that is put back as it was is current again', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies' });
    const { policy } = authorizer;
    write('policies/a.policy.json', 'no');
    world.look(2);
    expect(authorizer.status?.().state).toBe('stale');
    write('policies/a.policy.json', allowing);
    world.look(2);
    expect(authorizer.status?.().state).toBe('current');
    expect(authorizer.policy).toBe(policy);
  });

  test('of which a file was only touched is not compiled again, and one of the same time and size is', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies' });
    world.look(2);
    const { policy } = authorizer;
    utimesSync(join(root, 'policies/a.policy.json'), 5, 5);
    world.look(2);
    expect(authorizer.policy).toBe(policy);
    write('policies/a.policy.json', allowing.replace('"open"', '"shut"').replace('"allow"', '"deny" '));
    utimesSync(join(root, 'policies/a.policy.json'), 5, 5);
    world.look(2);
    expect(answer(authorizer)).toBe(denied);
  });

  test('whose file is written slowly is never in force in part', () => {
    const whole = [
      'policy: chatelaine/v1',
      'name: test',
      'rules:',
      '  - { id: open, effect: allow, who: all, actions: [kms:cmk:decryptData], keys: all, reason: It is open }',
      '  - { id: shut, effect: deny, who: all, actions: [kms:cmk:decryptData], keys: all, reason: It is shut }',
      '',
    ].join('\n');
    write('policies/a.policy.yaml', whole);
    const authorizer = open({ policies: 'policies' });
    for (let length = 1; length < whole.length; length += 7) {
      // Some of these are well-formed without the denial.
      writeFileSync(join(root, 'policies/a.policy.yaml'), whole.slice(0, length));
      world.look();
      expect(answer(authorizer)).toBe(denied);
    }
    writeFileSync(join(root, 'policies/a.policy.yaml'), whole);
    world.look(2);
    expect(authorizer.status?.().state).toBe('current');
  });

  test('that changes without end becomes stale, and then denies', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies', maxStalenessSeconds: 30 });
    for (let change = 0; change < 30; change += 1) {
      write('policies/a.policy.json', `${denying}${' '.repeat(change)}`);
      world.look();
      expect(answer(authorizer)).toBe(allowed);
    }
    expect(authorizer.status?.().staleness?.reason).toContain('are being changed');
    write('policies/a.policy.json', allowing);
    world.look();
    expect(answer(authorizer)).toBe('deny error');
    world.look();
    expect(answer(authorizer)).toBe(allowed);
  });

  test('denies at once when it must not be stale at all', () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies', maxStalenessSeconds: 0 });
    world.look(2);
    expect(answer(authorizer)).toBe(allowed);
    write('policies/a.policy.json', denying);
    world.look();
    expect(answer(authorizer)).toBe('deny error');
    world.look();
    expect(answer(authorizer)).toBe(denied);
  });

  test('is not looked at any more once the authorizer is closed', async () => {
    write('policies/a.policy.json', allowing);
    const authorizer = open({ policies: 'policies' });
    expect(world.isWatched).toBe(true);
    await authorizer.close?.();
    expect(world.isWatched).toBe(false);
  });

  test.each(['folder', 'link in the folder'])(
    'through links is never a mix of two releases: %s',
    { timeout: 60_000 },
    (kind) => {
      const steps = fc.array(fc.constantFrom('look', 'swap'), { minLength: 1, maxLength: 20 });
      fc.assert(
        fc.property(steps, (taken) => {
          rmSync(root, { recursive: true, force: true });
          world = new World();
          let number = 0;
          const swap = (): void => {
            number += 1;
            const folder = kind === 'folder' ? `release-${number}` : `policies/..release-${number}`;
            for (const { name, text } of release(`r${number}`))
              write(`${folder}/${name.split('-')[0]}.policy.json`, text);
            const link = join(root, kind === 'folder' ? 'policies' : 'policies/..data');
            symlinkSync(join(root, folder), `${link}.new`);
            renameSync(`${link}.new`, link);
          };
          swap();
          if (kind !== 'folder') {
            for (const file of ['first', 'second']) {
              symlinkSync(`..data/${file}.policy.json`, join(root, `policies/${file}.policy.json`));
            }
          }
          const authorizer = open({ policies: 'policies' });
          for (const step of taken) {
            if (step === 'swap') swap();
            else world.look();
            expect(answer(authorizer)).toMatch(/^deny explicit second-r\d+\/r\d+$/);
          }
          world.look(3);
          expect(answer(authorizer)).toBe(`deny explicit second-r${number}/r${number}`);
          expect(authorizer.status?.().state).toBe('current');
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe('files that change while they are read', () => {
  const compiler = new PolicyCompiler(here, {});
  /** Files of which the second is read later than the first. */
  class Changing {
    readonly path = '/policies';
    content = 1;
    changes = 0;

    fingerprint(): string {
      return String(this.content);
    }

    read(): Policies {
      const [first] = release(`r${this.content}`);
      if (this.changes > 0) {
        this.changes -= 1;
        this.content += 1;
      }
      const [, second] = release(`r${this.content}`);
      if (first === undefined || second === undefined) throw new Error('A release has two documents.');
      return { documents: [first, second] };
    }
  }

  test('are not taken', () => {
    const files = new Changing();
    const watched = new WatchedPolicies(files, compiler, 900, world);
    const inForce = (): string => decide(watched.policy);
    files.content = 10;
    files.changes = 5;
    world.look(4);
    expect(inForce()).toBe('deny explicit second-r1/r1');
    expect(watched.status().state).toBe('stale');
    files.changes = 0;
    world.look(2);
    expect(inForce()).toBe(`deny explicit second-r${files.content}/r${files.content}`);
    expect(watched.status().state).toBe('current');
  });

  test('are read again when the authorizer opens, and refused if they do not rest', () => {
    const files = new Changing();
    files.changes = 2;
    expect(decide(new WatchedPolicies(files, compiler, 900, world).policy)).toBe('deny explicit second-r3/r3');
    files.changes = 9;
    expect(() => new WatchedPolicies(files, compiler, 900, world)).toThrow('change while they are read');
  });

  test('are read again when the system could not read them, and not when they are wrong', () => {
    const files = new Changing();
    const watched = new WatchedPolicies(files, compiler, 900, world);
    let reads = 0;
    let failure: VaultError | undefined = new VaultError('InvalidPolicy', 'Too many files are open.', {
      cause: Object.assign(new Error('EMFILE'), { syscall: 'open' }),
    });
    const read = files.read.bind(files);
    files.read = () => {
      reads += 1;
      if (failure !== undefined) throw failure;
      return read();
    };
    files.content = 2;
    world.look(4);
    expect(reads).toBe(3);
    expect(watched.status().staleness?.reason).toBe('Too many files are open.');
    failure = new VaultError('InvalidPolicy', 'It is wrong.');
    world.look(4);
    expect(reads).toBe(4);
    failure = undefined;
    files.content = 3;
    world.look(2);
    expect(decide(watched.policy)).toBe('deny explicit second-r3/r3');
  });
});

describe('a bundle file', () => {
  const built = (version: number, rule = 'open', effect = yes): string =>
    formatPolicyBundle(buildPolicyBundle([document('test', [{ ...effect, id: rule }])], version));

  test('is taken when its version rises, and only then', () => {
    write('policy.bundle.json', built(3));
    const authorizer = open({ policies: 'policy.bundle.json' });
    world.look(2);
    expect(authorizer.status?.()).toMatchObject({ state: 'current', version: 3 });
    for (const [text, told] of [
      [built(2, 'older'), 'have version 2, and 3 is in force'],
      [built(3, 'same'), 'have version 3, and 3 is in force'],
      [built(4, 'changed').replace('"changed"', '"chanGed"'), 'its hash is wrong'],
      [built(4, 'half').slice(0, 99), 'not copied whole'],
    ] as const) {
      write('policy.bundle.json', text);
      world.look(2);
      expect(answer(authorizer)).toBe('allow test/open');
      expect(authorizer.status?.()).toMatchObject({ state: 'stale', version: 3 });
      expect(authorizer.status?.().staleness?.reason).toContain(told);
    }
    write('policy.bundle.json', built(5, 'shut', no));
    world.look(2);
    expect(answer(authorizer)).toBe('deny explicit test/shut');
    expect(authorizer.status?.()).toMatchObject({ state: 'current', version: 5 });
  });

  test('is not replaced by a folder, which has no version', () => {
    write('policies', built(3));
    const authorizer = open({ policies: 'policies' });
    world.look(2);
    unlinkSync(join(root, 'policies'));
    write('policies/a.policy.json', document('test', [no]).text);
    world.look(2);
    expect(answer(authorizer)).toBe('allow test/open');
    expect(authorizer.status?.().staleness?.reason).toContain('have no version, and 3 is in force');
  });
});
