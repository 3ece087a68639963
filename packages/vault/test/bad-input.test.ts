import { type AuditEvent, errorCodes, type VaultError } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  badValues,
  call,
  type Fixture,
  goodRequest,
  goodValue,
  operationNames,
  parametersOf,
  telltale,
} from './support/requests.ts';
import { outcomeOf, refusal } from './support/refusal.ts';

/** Every error of this file. */
const seen: VaultError[] = [];
const events: AuditEvent[] = [];
let decisions = 0;
let vault: Vault;
let fixture: Fixture;

beforeAll(async () => {
  vault = await openTestVault({
    events,
    decide: () => {
      decisions += 1;
      return true;
    },
  });
  const kms = vault.as({ id: 'user:alice' });
  const { keyId } = await kms.createKey({ alias: 'alias/first' });
  await kms.createAlias({ alias: 'alias/second', keyId });
  const { ciphertext } = await kms.encryptData({ keyId, plaintext: new Uint8Array(40) });
  fixture = { keyId, alias: 'alias/second', ciphertext };
});

afterAll(() => vault.close());

async function expectRefused(
  name: (typeof operationNames)[number],
  request: unknown,
  code: string,
): Promise<VaultError> {
  const error = await refusal(call(vault, name, request));
  seen.push(error);
  expect(error.code).toBe(code);
  return error;
}

describe.each(operationNames)('requirement 23: %s', (name) => {
  const parameters = parametersOf(name);
  const required = parameters.filter(([, parameter]) => parameter.required);

  test('takes one object and nothing else', async () => {
    for (const request of [
      null,
      true,
      7,
      7n,
      telltale,
      Symbol(telltale),
      () => telltale,
      [],
      [{}],
      new Uint8Array(4),
    ]) {
      await expectRefused(name, request, 'InvalidArgument');
    }
    for (const request of [
      new Date(0),
      new Map(),
      new Set(),
      Promise.resolve({}),
      new Uint8Array(),
      /x/u,
      new Error(telltale),
    ]) {
      await expectRefused(name, request, 'InvalidArgument');
    }
    if (required.length > 0) {
      await expectRefused(name, undefined, 'InvalidArgument');
      await expectRefused(name, {}, 'InvalidArgument');
    }
  });

  test('refuses a member that it does not know, and names it', async () => {
    const strange = { ...goodRequest(name, fixture), unknownMember: telltale };
    const error = await expectRefused(name, strange, 'InvalidArgument');
    expect(error.message).toContain('unknownMember');
    for (const member of ['__proto__', 'constructor', 'toString', 'KeyId', '']) {
      const parsed: object = JSON.parse(`{ ${JSON.stringify(member)}: {} }`) as object;
      await expectRefused(
        name,
        Object.defineProperties(goodRequest(name, fixture), Object.getOwnPropertyDescriptors(parsed)),
        'InvalidArgument',
      );
    }
    expect(({} as Record<string, unknown>)['keyId']).toBeUndefined();
  });

  test('is not misled by hidden members into taking a member that it does not know', async () => {
    const [member] = parameters[0] ?? ['none'];
    const { [member]: value, ...others } = goodRequest(name, fixture);
    const request = Object.defineProperty({ ...others, unknownMember: 1 }, member, { value, enumerable: false });
    await expectRefused(name, request, 'InvalidArgument');
  });

  test.each(required.map(([member]) => member))('needs %s as an enumerable member of its own', async (member) => {
    const { [member]: value, ...others } = goodRequest(name, fixture);
    await expectRefused(name, others, 'InvalidArgument');
    await expectRefused(name, { ...others, [member]: undefined }, 'InvalidArgument');
    await expectRefused(name, Object.assign(Object.create({ [member]: value }) as object, others), 'InvalidArgument');
    await expectRefused(name, Object.defineProperty(others, member, { value, enumerable: false }), 'InvalidArgument');
  });

  test('reads each member once', async () => {
    const reads = new Map<string, number>();
    const values = new Map(parameters.map(([member, parameter]) => [member, goodValue(parameter, fixture)]));
    const request = {};
    for (const [member, value] of values) {
      Object.defineProperty(request, member, {
        enumerable: true,
        get: () => {
          reads.set(member, (reads.get(member) ?? 0) + 1);
          return value;
        },
      });
    }
    await outcomeOf(call(vault, name, request));
    expect([...reads]).toEqual([...values.keys()].map((member) => [member, 1]));
  });

  test.each(parameters)('refuses every bad %s with its own code', async (member, parameter) => {
    const before = decisions;
    for (const { what, value, code } of badValues(parameter)) {
      const error = await refusal(call(vault, name, { ...goodRequest(name, fixture), [member]: value }));
      expect({ what, code: error.code }).toEqual({ what, code });
      seen.push(error);
    }
    // Nobody was asked about a request that is malformed.
    expect(decisions).toBe(before);
  });
});

describe('after all the bad input of this file', () => {
  test('every code is a documented one', () => {
    expect(seen.length).toBeGreaterThan(500);
    for (const { code } of seen) expect(errorCodes).toHaveProperty(code);
  });

  test('requirement 17: no error shows a byte of what was given', () => {
    const forms = ['utf8', 'hex', 'base64', 'latin1'] as const;
    const secrets = forms.map((form) => Buffer.from(telltale).toString(form).replace(/=+$/u, ''));
    const different = new Map(seen.map((error) => [error.message, error])).values();
    for (const error of different) {
      expect(error.cause).toBeUndefined();
      for (const secret of secrets) expect(`${error.message} ${String(error.stack)}`).not.toContain(secret);
      expect(error.message.length).toBeLessThan(500);
    }
  });

  test('nothing of it is in the audit log, and nothing in the store was damaged', async () => {
    expect(JSON.stringify(events)).not.toContain(telltale);
    await expect(vault.administration.verifyStore()).resolves.toHaveProperty('records');
    const { keyId } = await vault.as({ id: 'user:alice' }).describeKey({ keyId: 'alias/first' });
    expect(keyId).toBe(fixture.keyId);
  });

  test('the table has an operation for each method and a method for each operation', () => {
    const kms = vault.as({ id: 'user:alice' });
    const methods = [...Object.getOwnPropertyNames(Object.getPrototypeOf(kms)), ...Object.keys(vault.administration)];
    expect(methods.filter((method) => method !== 'constructor').toSorted()).toEqual(operationNames.toSorted());
  });
});
