import { runInNewContext } from 'node:vm';
import {
  type ErrorCode,
  type LimitName,
  type OperationDeclaration,
  type OperationName,
  operations,
  type Parameter,
} from '@chatelaine/core';
import type { Vault } from '@chatelaine/vault';
import { streamOf } from './bytes.ts';

/** What the valid requests of a test are about. */
export interface Fixture {
  readonly keyId: string;
  readonly alias: string;
  readonly ciphertext: Uint8Array;
}

/** A value that a parameter must refuse, and with which code. */
export interface BadValue {
  readonly what: string;
  readonly value: unknown;
  readonly code: ErrorCode;
}

/** All that can be called. */
export const operationNames: readonly OperationName[] = (Object.keys(operations) as OperationName[]).filter(
  (name) => operations[name].effect !== 'job',
);

export function parametersOf(name: OperationName): readonly (readonly [string, Parameter])[] {
  const { parameters }: OperationDeclaration = operations[name];
  return Object.entries(parameters as Readonly<Record<string, Parameter>>);
}

/** Calls an operation by name with any request, as `user:mallory` or as the host. */
export function call(vault: Vault, name: OperationName, request: unknown): Promise<unknown> {
  const target: object =
    operations[name].effect === 'administration' ? vault.administration : vault.as({ id: 'user:mallory' });
  return (
    (target as Record<string, (given: unknown) => Promise<unknown>>)[name]?.(request) ??
    Promise.reject(new Error(`There is no ${name}.`))
  );
}

const limits: Readonly<Record<LimitName, number>> = { plaintextBytes: 4_096, messageBytes: 4_096 };

const maximumOf = (maximum: number | LimitName): number => (typeof maximum === 'number' ? maximum : limits[maximum]);

/** Bytes that no message may show. */
export const telltale = 'Tell-Tale-Bytes-';

function telltaleBytes(length: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(length, telltale));
}

let aliases = 0;

/** A value that the parameter takes. */
export function goodValue(parameter: Parameter, fixture: Fixture): unknown {
  switch (parameter.kind) {
    case 'keyIdentifier':
      return fixture.keyId;
    case 'aliasIdentifier':
      return fixture.alias;
    case 'aliasName':
      aliases += 1;
      return `alias/fresh-${aliases}`;
    case 'bytes':
      return telltaleBytes(Math.max(parameter.minimum, 32));
    case 'ciphertext':
      return fixture.ciphertext;
    case 'integer':
      return parameter.minimum;
    case 'text':
      return 'text';
    case 'choice':
      return parameter.among[0];
    case 'choices':
      return parameter.among.slice(0, 1);
    case 'principalId':
      return 'user:bob';
    case 'grantId':
      return 'a'.repeat(64);
    case 'boolean':
      return false;
    case 'time':
      return '2100-01-31T12:00:00Z';
    case 'keySpec':
      return 'AES_256';
    case 'keyVersion':
      return '0.1';
    case 'algorithmName':
      return 'SYMMETRIC_DEFAULT';
    case 'encryptionContext':
      return { tenant: telltale };
    case 'tags':
      return { env: 'test' };
    case 'tagKeys':
      return ['env'];
    case 'tagFilter':
      return { env: ['test', 'prod'] };
    case 'byteStream':
      return streamOf(telltaleBytes(32));
    case 'policyDocuments':
      return [];
    case 'section':
      return { use: 'part' };
  }
}

/** A request with every required member and nothing else. */
export function goodRequest(name: OperationName, fixture: Fixture): Record<string, unknown> {
  const required = parametersOf(name).filter(([, parameter]) => parameter.required);
  return Object.fromEntries(required.map(([member, parameter]) => [member, goodValue(parameter, fixture)]));
}

/** One value of each kind that JavaScript has. */
const everything: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['true', true],
  ['a number', 7],
  ['not a number', Number.NaN],
  ['a big integer', 7n],
  ['a symbol', Symbol(telltale)],
  ['a function', () => telltale],
  ['a date', new Date(0)],
  ['a map', new Map([['tenant', telltale]])],
  ['a promise', Promise.resolve(telltale)],
  ['an array', [telltale]],
  ['an empty array', []],
  ['an object', { [telltale]: { nested: true } }],
  ['an empty object', {}],
  ['text', telltale],
  ['empty text', ''],
  ['bytes', telltaleBytes(16)],
  ['an array buffer', new ArrayBuffer(16)],
  ['other arrays', new Uint16Array(8)],
  ['what only looks like bytes', Object.create(Uint8Array.prototype)],
  ['a proxy of bytes', new Proxy(new Uint8Array(8), {})],
];

const wrongTypes = (code: ErrorCode, good: readonly string[]): readonly BadValue[] =>
  everything.filter(([what]) => !good.includes(what)).map(([what, value]) => ({ what, value, code }));

const values = (code: ErrorCode, given: Readonly<Record<string, unknown>>): readonly BadValue[] =>
  Object.entries(given).map(([what, value]) => ({ what, value, code }));

/** An array that tells of another length than it has. */
function tellingLength(bytes: Uint8Array, length: number): Uint8Array {
  return Object.defineProperty(bytes, 'length', { value: length });
}

/** Bytes that others can change, or that are gone. */
function lostBytes(): readonly BadValue[] {
  const transferred = new Uint8Array(200);
  structuredClone(transferred, { transfer: [transferred.buffer] });
  return values('InvalidArgument', {
    'shared memory': new Uint8Array(new SharedArrayBuffer(200)),
    'shared memory that passes for other memory': new Uint8Array(
      Object.setPrototypeOf(new SharedArrayBuffer(200), ArrayBuffer.prototype) as ArrayBuffer,
    ),
    'shared memory of another realm': runInNewContext('new Uint8Array(new SharedArrayBuffer(200))') as Uint8Array,
    'a transferred buffer': transferred,
  });
}

const keyId = '0d0466b0-e727-4d9c-b35d-f84bb474a37f';

const malformedIdentifiers = values('InvalidIdentifier', {
  'empty text': '',
  'other text': 'payments',
  'an id in upper case': keyId.toUpperCase(),
  'an id with one letter in upper case': keyId.replace('d', 'D'),
  'an id with a space before it': ` ${keyId}`,
  'an id with a space behind it': `${keyId} `,
  'an id with a line feed behind it': `${keyId}\n`,
  'an id with a zero byte behind it': `${keyId}\0`,
  'an id that is too short': keyId.slice(1),
  'an id that is too long': `${keyId}0`,
  'an id in braces': `{${keyId}}`,
  'an id with a Unicode hyphen': keyId.replaceAll('-', '\u2010'),
  'an id with full-width digits': keyId.replaceAll('0', '\uFF10'),
  'an id with a zero-width space': `${keyId.slice(0, 35)}\u200B`,
  'an alias without a name': 'alias/',
  'an alias in upper case': 'ALIAS/payments',
  'an alias with a line feed': 'alias/payments\n',
  'an alias with a space': 'alias/pay ments',
  'an alias with a dot': 'alias/../payments',
  'an alias with a Cyrillic letter': 'alias/p\u0430yments',
  'an alias with a combining mark': 'alias/paymente\u0301',
  'an alias of 256 characters': `alias/${'a'.repeat(256)}`,
  'an alias with a backslash': 'alias\\payments',
  'an alias with a full-width slash': 'alias\uFF0Fpayments',
  'a URN without a name': 'kms:eu-test-1:domain1:alias:',
  'a URN without a region': 'kms::domain1:alias:payments',
  'a URN of another service': 'obs:eu-test-1:domain1:alias:payments',
  'a URN of something else': 'kms:eu-test-1:domain1:grant:payments',
  'a URN in upper case': `KMS:eu-test-1:domain1:KeyId:${keyId}`,
  'a URN of a malformed id': `kms:eu-test-1:domain1:KeyId:${keyId.toUpperCase()}`,
  'a URN with a line feed': `kms:eu-test-1:domain1:KeyId:${keyId}\n`,
  'a URN of an alias with its prefix twice': `kms:eu-test-1:domain1:alias:${'a'.repeat(300)}`,
  'text of a megabyte': 'a'.repeat(1_048_576),
  'a lone surrogate': 'alias/\uD800',
});

const foreignUrns = values('ForeignUrn', {
  'a key URN of another region': `kms:eu-test-2:domain1:KeyId:${keyId}`,
  'a key URN of another domain': `kms:eu-test-1:domain2:KeyId:${keyId}`,
  'an alias URN of another region': 'kms:eu-test-2:domain1:alias:payments',
  'an alias URN of a domain in another case': 'kms:eu-test-1:Domain1:alias:payments',
});

/** Values that the parameter must refuse. */
export function badValues(parameter: Parameter): readonly BadValue[] {
  switch (parameter.kind) {
    case 'keyIdentifier':
      return [...wrongTypes('InvalidArgument', ['text', 'empty text']), ...malformedIdentifiers, ...foreignUrns];
    case 'aliasIdentifier':
      return [
        ...wrongTypes('InvalidArgument', ['text', 'empty text']),
        ...malformedIdentifiers,
        ...foreignUrns,
        ...values('InvalidIdentifier', {
          'a key id': keyId,
          'the URN of a key': `kms:eu-test-1:domain1:KeyId:${keyId}`,
        }),
      ];
    case 'aliasName':
      return [
        ...wrongTypes('InvalidArgument', ['text', 'empty text']),
        ...malformedIdentifiers,
        ...values('InvalidIdentifier', {
          'a key id': keyId,
          'the URN of a key': `kms:eu-test-1:domain1:KeyId:${keyId}`,
          'the URN of an alias': 'kms:eu-test-1:domain1:alias:payments',
        }),
      ];
    case 'bytes':
      return [
        ...wrongTypes('InvalidArgument', ['bytes']),
        ...values('InputTooLarge', {
          'one byte too many': telltaleBytes(maximumOf(parameter.maximum) + 1),
          'a megabyte': telltaleBytes(1_048_577),
          'more bytes than it tells of': tellingLength(telltaleBytes(maximumOf(parameter.maximum) + 1), 1),
        }),
        ...lostBytes(),
        ...(parameter.minimum > 0
          ? values('InvalidArgument', {
              'no bytes': new Uint8Array(parameter.minimum - 1),
              'fewer bytes than it tells of': tellingLength(new Uint8Array(parameter.minimum - 1), 1),
            })
          : []),
      ];
    case 'ciphertext':
      return [
        ...wrongTypes('InvalidArgument', ['bytes']),
        ...values('InputTooLarge', {
          'one byte too many': telltaleBytes(parameter.maximum + 1),
          'more bytes than it tells of': tellingLength(telltaleBytes(parameter.maximum + 1), 1),
        }),
        ...lostBytes(),
      ];
    case 'integer':
      return [
        ...wrongTypes('InvalidArgument', parameter.minimum <= 7 ? ['a number'] : []),
        ...values('InvalidArgument', {
          'one too few': parameter.minimum - 1,
          'one too many': parameter.maximum + 1,
          'a half': parameter.minimum + 0.5,
          infinity: Infinity,
          'a number as text': '32',
        }),
      ];
    case 'text':
      return [
        ...wrongTypes('InvalidArgument', ['text', 'empty text']),
        ...values('InputTooLarge', { 'one character too many': 'a'.repeat(parameter.maximum + 1) }),
        ...values('InvalidArgument', { 'a lone surrogate': 'a\uD800' }),
      ];
    case 'choice':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'another case': parameter.among[0]?.toLowerCase().concat(' '),
          'an inherited member': 'toString',
        }),
      ];
    case 'choices':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'another case': [parameter.among[0]?.toUpperCase()],
          'an inherited member': ['toString'],
          'a list in a list': [parameter.among],
          'a list with a hole': Array.from({ length: 3 }).concat(parameter.among[0]),
          'more than there are': Array.from({ length: parameter.among.length + 1 }, () => parameter.among[0]),
        }),
      ];
    case 'principalId':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'a role': 'role:admin',
          'no name': 'user:',
          'a space': 'user:b b',
          'a line feed': 'user:bob\n',
          'a name of 129 characters': `user:${'a'.repeat(129)}`,
        }),
      ];
    case 'grantId':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'a digit too few': 'a'.repeat(63),
          'a digit too many': 'a'.repeat(65),
          'a letter that is no digit': 'g'.repeat(64),
          'a path': `${'a'.repeat(62)}/b`,
        }),
      ];
    case 'boolean':
      return [...wrongTypes('InvalidArgument', ['true']), ...values('InvalidArgument', { 'a text': 'true', one: 1 })];
    case 'time':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'a day': '2100-01-31',
          'a day that no month has': '2100-02-30T00:00:00Z',
          'another zone': '2100-01-31T12:00:00+01:00',
          'no zone': '2100-01-31T12:00:00',
          'a line feed': '2100-01-31T12:00:00Z\n',
        }),
      ];
    case 'keySpec':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'lower case': 'aes_256',
          'too long': 'A'.repeat(33),
          'a line feed': 'AES_256\n',
        }),
      ];
    case 'algorithmName':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'lower case': 'ecdsa_sha_256',
          'a hyphen': 'ECDSA-SHA-256',
          'a space behind it': 'ECDSA_SHA_256 ',
          'a line feed': 'ECDSA_SHA_256\n',
          'a Cyrillic letter': 'ECDSA_SH\u0410_256',
          'one letter': 'A',
          'too long': 'A'.repeat(65),
        }),
      ];
    case 'keyVersion':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'no sequence': '0',
          'three parts': '0.1.2',
          'a leading zero': '0.01',
          'a sign': '0.-1',
          'an epoch of more than a byte': '256.1',
          'a sequence of more than three bytes': '0.16777216',
          'a number of any length': `0.${'1'.repeat(1_000)}`,
          'a line feed': '0.1\n',
          'other digits': '\uFF10.1',
        }),
      ];
    case 'encryptionContext':
      return [...wrongTypes('InvalidEncryptionContext', ['an empty object']), ...badContexts];
    case 'tags':
      return [...wrongTypes('InvalidArgument', ['an empty object']), ...badTags];
    case 'tagKeys':
      return [...wrongTypes('InvalidArgument', ['an array']), ...badTagKeys];
    case 'tagFilter':
      return [...wrongTypes('InvalidArgument', []), ...badTagFilters];
    case 'byteStream':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', {
          'a plain iterable': new Set([telltaleBytes(1)]),
          'no method': { [Symbol.asyncIterator]: 7 },
        }),
      ];
    case 'policyDocuments':
      return [...wrongTypes('InvalidArgument', ['an empty array', 'text']), ...badDocuments];
    case 'section':
      return [
        ...wrongTypes('InvalidArgument', []),
        ...values('InvalidArgument', { 'no name': { path: './root.key' }, 'a name that is no text': { use: 7 } }),
      ];
  }
}

/** An object whose members are all inherited. */
export const inheriting = (members: object): unknown => Object.create(members) as unknown;

const pairs = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`name-${index}`, 'value']));

const badContexts = values('InvalidEncryptionContext', {
  '65 pairs': pairs(65),
  'a name and a value of 8,193 bytes together': { a: 'b'.repeat(8_192) },
  '8,193 bytes in characters of two bytes': { a: '\u00E9'.repeat(4_096) },
  'a name of a megabyte': { ['a'.repeat(1_048_576)]: '' },
  'a lone surrogate in a value': { a: 'x\uDC00' },
  'a lone surrogate in a name': { 'x\uD800': 'a' },
  'a name without a character': { '': 'a' },
  'a number for a value': { a: 1 },
  'null for a value': { a: null },
  'undefined for a value': { a: undefined },
  'a symbol for a value': { a: Symbol(telltale) },
  'a nested object': { a: { b: 'c' } },
  'an array for a value': { a: ['b'] },
  'a boxed string': { a: new String('b') },
  'an object with inherited members only': inheriting({ tenant: 't-17' }),
});

const badTags = [
  ...values('InputTooLarge', { '21 tags': pairs(21) }),
  ...values('InvalidArgument', {
    'a key without a character': { '': 'a' },
    'a key of 129 characters': { ['a'.repeat(129)]: '' },
    'a value of 256 characters': { a: 'b'.repeat(256) },
    'a number for a value': { a: 1 },
    'a nested object': { a: { b: 'c' } },
    'a lone surrogate': { a: '\uD800' },
    'a control character': { a: 'x\u0000' },
    'a line feed in a key': { 'a\n': 'b' },
    'a wildcard': { a: '*' },
    'an equals sign in a key': { 'a=b': 'c' },
    'an object with inherited members only': inheriting({ env: 'prod' }),
  }),
];

const badTagKeys = [
  ...values('InputTooLarge', { '21 names': Object.keys(pairs(21)) }),
  ...values('InvalidArgument', {
    'a name without a character': [''],
    'a name of 129 characters': ['a'.repeat(129)],
    'a number': ['env', 1],
    'a hole': Array(2),
    'a list in the list': [['env']],
    'a lone surrogate': ['\uD800'],
    'a control character': ['env\n'],
    'a wildcard': ['*'],
    'an equals sign': ['env=prod'],
    'a set': new Set(['env']),
  }),
];

const badTagFilters = [
  ...values('InputTooLarge', {
    '21 tags': Object.fromEntries(Object.keys(pairs(21)).map((name) => [name, ['a']])),
    '21 values': { env: Object.keys(pairs(21)) },
  }),
  ...values('InvalidArgument', {
    'a value that is no list': { env: 'prod' },
    'no values': { env: [] },
    'a name without a character': { '': ['a'] },
    'a name of 129 characters': { ['a'.repeat(129)]: ['a'] },
    'a value of 256 characters': { env: ['b'.repeat(256)] },
    'a number for a value': { env: [1] },
    'a hole': { env: Array(2) },
    'a wildcard': { env: ['*'] },
    'an equals sign': { env: ['a=b'] },
    'an object with inherited members only': inheriting({ env: ['prod'] }),
  }),
];

const badDocuments = [
  ...values('InvalidArgument', {
    '1,001 documents': Array.from({ length: 1_001 }, (_, index) => ({ name: `${index}`, text: '' })),
    'a hole': Object.assign(Array(2), { 1: { name: 'a', text: '' } }),
    'an empty list of holes': Array(3),
    'a document without a name': [{ text: '' }],
    'a document with an empty name': [{ name: '', text: '' }],
    'a document with a name of 256 characters': [{ name: 'a'.repeat(256), text: '' }],
    'a document without text': [{ name: 'a' }],
    'a document with an unknown member': [{ name: 'a', text: '', more: 1 }],
    'two documents of one name': [
      { name: 'a', text: '' },
      { name: 'a', text: '' },
    ],
    'null in the list': [null],
    'text in the list': ['a'],
    'a document with inherited members': [inheriting({ name: 'a', text: '' })],
  }),
  ...values('InputTooLarge', {
    'a document of more than a mebibyte': [{ name: 'a', text: 'a'.repeat(1_048_577) }],
    'a bundle of more than ten mebibytes': '{'.repeat(10 * 1_048_576 + 1),
  }),
];
