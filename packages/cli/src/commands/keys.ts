import type {
  CallerOperations,
  CreateKeyRequest,
  DescribeKeyResponse,
  KeyEncryptions,
  ListKeysRequest,
  ListKeysResponse,
  TagFilter,
} from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import type { Style } from '../output/style.ts';
import { details, listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { allPages } from './all-pages.ts';
import { rotationText } from './key-rotation.ts';

/** `chatelaine key create` */
export async function createKey(invocation: Invocation, request: CreateKeyRequest): Promise<Answer> {
  const key = await withCaller(invocation, (operations) => operations.createKey(request));
  return { document: key, text: keyDetails(key, invocation.report.style) };
}

/** `chatelaine key describe` */
export async function describeKey(invocation: Invocation, keyId: string): Promise<Answer> {
  const key = await withCaller(invocation, (operations) => operations.describeKey({ keyId }));
  return { document: key, text: keyDetails(key, invocation.report.style) };
}

/** `chatelaine key list` */
export function listKeys(invocation: Invocation, filter: ListKeysRequest, most: number | undefined): Promise<Answer> {
  return keyListing(invocation, (operations, page) => operations.listKeys({ ...filter, ...page }), most);
}

/** `chatelaine key find` */
export function findKeys(invocation: Invocation, tags: TagFilter, most: number | undefined): Promise<Answer> {
  return keyListing(invocation, (operations, page) => operations.findKeysByTags({ tags, ...page }), most);
}

type ReadPage = (
  operations: CallerOperations,
  page: { readonly limit: number; readonly marker?: string },
) => Promise<ListKeysResponse>;

async function keyListing(invocation: Invocation, read: ReadPage, most: number | undefined): Promise<Answer> {
  const { entries: keys, complete } = await withCaller(invocation, (operations) =>
    allPages(
      async (page) => {
        const { keys: entries, nextMarker } = await read(operations, page);
        return { entries, nextMarker };
      },
      most,
      invocation.surroundings.interruption,
    ),
  );
  const rows = keys.map((key) => [key.keyId, key.state, key.keySpec, key.aliases.join(', '), key.createdAt]);
  const text = listing(['KEY ID', 'STATE', 'SPEC', 'ALIASES', 'CREATED'], rows, invocation.report.style);
  if (!complete) await invocation.report.remark('There are more keys; raise --limit to see them.');
  return {
    document: { keys, complete },
    text: keys.length === 0 ? 'There is no such key that this principal may see.' : text,
  };
}

function keyDetails(key: DescribeKeyResponse, style: Style): string {
  return details(
    [
      ['Key id', key.keyId],
      ['URN', key.urn],
      ['Aliases', key.aliases],
      ['Spec', key.keySpec],
      ['Usage', key.keyUsage],
      ['Origin', key.origin],
      ['State', key.state],
      ['Description', key.description === '' ? [] : key.description],
      ['Tags', Object.entries(key.tags).map(([name, value]) => `${name}=${value}`)],
      ['Created', key.createdAt],
      ...(key.deletionDate === undefined ? [] : [['Deletion date', key.deletionDate] as const]),
      ['Version', `${key.currentVersion} (of ${key.versions.length})`],
      ...(key.minimumVersion === undefined ? [] : [['Minimum version', key.minimumVersion] as const]),
      ['Rotation', rotationText(key.rotation)],
      ...(key.encryptions === undefined ? [] : [['Encryptions', encryptionsText(key.encryptions)] as const]),
    ],
    style,
  );
}

function encryptionsText({ made, limit, nearLimit }: KeyEncryptions): string {
  return `${made} of at most ${limit} by this version${nearLimit ? ': rotate the key' : ''}`;
}
