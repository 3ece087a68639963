import assert from 'node:assert/strict';
import { SecretBytes, type MaterialSession, type MaterialSource, type WrappingParameters } from '@chatelaine/core';
import type { Check } from '../check.ts';
import type { MaterialSourceSubject, WrappedInput, WrappingRequest } from './material-source-subject.ts';
import { copyOf, newMaterial, TestContext } from './test-context.ts';

/** An import that has begun, in one way to wrap and for one form of material. */
export interface Begun {
  readonly subject: MaterialSourceSubject;
  readonly source: MaterialSource;
  readonly request: WrappingRequest;
  readonly form: 'raw' | 'pkcs8';
  readonly context: TestContext;
  readonly parameters: WrappingParameters;
  readonly begun: MaterialSession;
  readonly session: Uint8Array;
}

/** Input that an honest caller gives. */
export interface Wrapped {
  readonly material: Uint8Array;
  readonly input: WrappedInput;
}

/** A law of every source. */
export function onSource(
  name: string,
  run: (source: MaterialSource, subject: MaterialSourceSubject) => Promise<void>,
): Check<MaterialSourceSubject> {
  return { name, run: async (subject) => run(await subject.open(), subject) };
}

/** A law of sources that give material at once. */
export function onImmediate(
  name: string,
  run: (source: MaterialSource) => Promise<void>,
): Check<MaterialSourceSubject> {
  return { name, appliesTo: isImmediate, run: async (subject) => run(await subject.open()) };
}

/** A law of sources that material comes to from callers: it is checked in each way to wrap, for both forms of material. */
export function onImport(name: string, run: (begun: Begun) => Promise<void>): Check<MaterialSourceSubject> {
  return {
    name,
    appliesTo: (subject) => !isImmediate(subject),
    run: async (subject) => {
      for (const request of subject.requests ?? []) {
        for (const form of ['raw', 'pkcs8'] as const) await run(await shared(subject, request, form, 'one'));
      }
    },
  };
}

function isImmediate({ requests = [] }: MaterialSourceSubject): boolean {
  return requests.length === 0;
}

const begunBefore = new WeakMap<WrappingRequest, Map<string, Promise<Begun>>>();

// To make a wrapping key takes time: all checks of a subject share two for each way to wrap and form.
async function shared(
  subject: MaterialSourceSubject,
  request: WrappingRequest,
  form: 'raw' | 'pkcs8',
  which: 'one' | 'another',
): Promise<Begun> {
  const known = begunBefore.get(request) ?? new Map<string, Promise<Begun>>();
  begunBefore.set(request, known);
  const begun = known.get(which + form) ?? begin(subject, request, form);
  known.set(which + form, begun);
  const { context, ...rest } = await begun;
  return { ...rest, context: new TestContext(form, context.now, context.keyId) };
}

/** A second import that has begun in the same way. */
export async function another({ subject, request, form }: Begun): Promise<Begun> {
  return shared(subject, request, form, 'another');
}

/** What `begin` is given. */
function inputOf({ wrappingAlgorithm, wrappingKeySpec }: WrappingRequest): object {
  return { wrappingAlgorithm, ...(wrappingKeySpec !== undefined && { wrappingKeySpec }) };
}

export async function begin(
  subject: MaterialSourceSubject,
  request: WrappingRequest,
  form: 'raw' | 'pkcs8',
  context: TestContext = new TestContext(form),
): Promise<Begun> {
  const source = await subject.open();
  const begun = await source.begin(context, inputOf(request));
  assert(SecretBytes.is(begun?.session), 'begin gave no session in SecretBytes');
  const { forCaller } = begun;
  assert(isParameters(forCaller), 'forCaller has no publicKey, wrappingAlgorithm and wrappingKeySpec');
  return { subject, source, request, form, context, begun, parameters: forCaller, session: copyOf(begun.session) };
}

function isParameters(forCaller: MaterialSession['forCaller']): forCaller is WrappingParameters {
  return (
    typeof forCaller === 'object' &&
    forCaller !== null &&
    forCaller['publicKey'] instanceof Uint8Array &&
    typeof forCaller['wrappingAlgorithm'] === 'string' &&
    typeof forCaller['wrappingKeySpec'] === 'string'
  );
}

export async function wrap({ request, parameters, form }: Begun): Promise<Wrapped> {
  const material = newMaterial(form);
  return { material, input: await request.wrap(parameters, new Uint8Array(material), form) };
}

/** Finishes as a vault does: with the session as it was stored, and with arrays of its own. */
export async function finish(
  { source, context, session }: Begun,
  { encryptedKeyMaterial, encryptedPrivateKey }: WrappedInput,
): Promise<SecretBytes> {
  return source.finish(context, SecretBytes.take(new Uint8Array(session)), {
    encryptedKeyMaterial: new Uint8Array(encryptedKeyMaterial),
    ...(encryptedPrivateKey && { encryptedPrivateKey: new Uint8Array(encryptedPrivateKey) }),
  });
}
