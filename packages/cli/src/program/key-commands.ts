import type { KeyOrigin, KeyState, KeyUsage } from '@chatelaine/core';
import { keyOrigins, keyStates, keyUsages } from '@chatelaine/core';
import { type Command, Option } from 'commander';
import type { Act } from './act.ts';
import { addKeyLifecycleCommands } from './key-lifecycle-commands.ts';
import { addKeyRotationCommands } from './key-rotation-commands.ts';
import { collectPair, collectValues, type Pairs, type ValuesByName, wholeNumber } from './option-parsers.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

interface CreateKeyOptions {
  readonly keySpec?: string;
  readonly keyUsage?: KeyUsage;
  readonly origin?: KeyOrigin;
  readonly alias?: string;
  readonly description?: string;
  readonly tag?: Pairs;
}

interface ListKeysOptions {
  readonly spec?: string;
  readonly state?: KeyState;
  readonly usage?: KeyUsage;
  readonly origin?: KeyOrigin;
  readonly tag?: ValuesByName;
  readonly limit?: number;
}

type FindKeysOptions = Pick<ListKeysOptions, 'tag' | 'limit'>;

/** `chatelaine key …` */
export function addKeyCommands(program: Command, act: Act): void {
  const key = program
    .command('key')
    .description('Creates, describes, changes, lists and finds keys')
    .helpCommand(false);
  key
    .command('create')
    .description(operationHelp('createKey'))
    .option('--alias <alias>', parameterHelp('createKey', 'alias'))
    .option('--key-spec <spec>', parameterHelp('createKey', 'keySpec'))
    .addOption(new Option('--key-usage <usage>', 'the key usage; each key spec has a default').choices(keyUsages))
    .addOption(new Option('--origin <origin>', 'where the key material comes from, kms if absent').choices(keyOrigins))
    .option('--description <text>', parameterHelp('createKey', 'description'))
    .addOption(
      new Option('--tag <key=value>', 'a tag, which policies may read; may be repeated').argParser(collectPair),
    )
    .action(async ({ tag, ...request }: CreateKeyOptions, command: Command) => {
      const tags = tag === undefined ? {} : { tags: tag };
      await act(command, async (invocation) =>
        (await import('../commands/keys.ts')).createKey(invocation, { ...request, ...tags }),
      );
    });
  key
    .command('describe')
    .description(operationHelp('describeKey'))
    .argument('<key>', parameterHelp('describeKey', 'keyId'))
    .action(async (keyId: string, _: object, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/keys.ts')).describeKey(invocation, keyId));
    });
  addKeyLifecycleCommands(key, act);
  addKeyRotationCommands(key, act);
  key
    .command('list')
    .description(operationHelp('listKeys'))
    .option('--spec <spec>', parameterHelp('listKeys', 'keySpec'))
    .addOption(new Option('--state <state>', 'only keys in this state').choices(keyStates))
    .addOption(new Option('--usage <usage>', 'only keys for this usage').choices(keyUsages))
    .addOption(new Option('--origin <origin>', 'only keys whose material comes from there').choices(keyOrigins))
    .addOption(tagFilterOption())
    .addOption(new Option('--limit <count>', 'the most keys to list; all if absent').argParser(wholeNumber))
    .action(async ({ limit, spec, usage, tag, ...filter }: ListKeysOptions, command: Command) => {
      const request = {
        ...filter,
        ...(spec !== undefined && { keySpec: spec }),
        ...(usage !== undefined && { keyUsage: usage }),
        ...(tag !== undefined && { tags: tag }),
      };
      await act(command, async (invocation) =>
        (await import('../commands/keys.ts')).listKeys(invocation, request, limit),
      );
    });
  key
    .command('find')
    .description(operationHelp('findKeysByTags'))
    .addOption(tagFilterOption().makeOptionMandatory())
    .addOption(new Option('--limit <count>', 'the most keys to list; all if absent').argParser(wholeNumber))
    .action(async ({ limit, tag = {} }: FindKeysOptions, command: Command) => {
      await act(command, async (invocation) => (await import('../commands/keys.ts')).findKeys(invocation, tag, limit));
    });
}

const tagFilterOption = (): Option =>
  new Option(
    '--tag <key=value>',
    'only keys with this tag; may be repeated: several values of one tag are any of them, several tags all of them',
  ).argParser(collectValues);
