import { type Command, Option } from 'commander';
import type { WrapOptions } from '../commands/import-wrap.ts';
import type { MaterialOptions, ParametersOptions } from '../commands/imports.ts';
import type { Act } from './act.ts';
import { forceOption } from './common-options.ts';
import { operationHelp, parameterHelp } from './parameter-help.ts';

const algorithmOption = (description: string): Option =>
  new Option('--algorithm <name>', description).choices(['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1']);

/** `chatelaine import …` */
export function addImportCommands(program: Command, act: Act): void {
  const group = program.command('import').description('Imports key material of your own').helpCommand(false);
  group
    .command('parameters')
    .description(operationHelp('getParametersForImport'))
    .argument('<key>', parameterHelp('getParametersForImport', 'keyId'))
    .requiredOption('--public-key <file>', 'writes the public key to this file; required')
    .requiredOption('--token <file>', 'writes the import token to this file; required')
    .addOption(algorithmOption('what the material will be wrapped with').default('RSAES_OAEP_SHA_256'))
    .addOption(
      new Option('--wrapping-key-spec <spec>', 'the key to wrap it under; RSA_2048 if absent').choices([
        'RSA_2048',
        'RSA_3072',
        'RSA_4096',
      ]),
    )
    .addOption(
      new Option('--format <format>', 'of the public key: a SubjectPublicKeyInfo as text or as DER')
        .choices(['pem', 'der'])
        .default('pem'),
    )
    .addOption(forceOption())
    .action(async (keyId: string, options: ParametersOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/imports.ts')).importParameters(invocation, keyId, options),
      );
    });
  group
    .command('wrap')
    .description('Wraps a key in a local file for its import; needs no vault')
    .argument('<file>', 'the key: raw bytes (AES, HMAC, an ML-DSA seed), or a private key as PEM or as DER of PKCS #8')
    .requiredOption('--public-key <file>', 'what "import parameters" has written; required')
    .requiredOption('-o, --output <file>', 'gets the wrapped key, or the wrapped temporary key; required')
    .option('--private-key-output <file>', 'gets a private key, wrapped under the temporary key')
    .addOption(algorithmOption('the wrapping algorithm').default('RSAES_OAEP_SHA_256'))
    .addOption(forceOption())
    .action(async (file: string, options: WrapOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/import-wrap.ts')).wrapMaterial(invocation, file, options),
      );
    });
  group
    .command('material')
    .description(operationHelp('importKeyMaterial'))
    .argument('<key>', parameterHelp('importKeyMaterial', 'keyId'))
    .requiredOption('--token <file>', 'the file with the import token; required')
    .requiredOption('--material <file>', `${parameterHelp('importKeyMaterial', 'encryptedKeyMaterial')}; required`)
    .option('--private-key <file>', parameterHelp('importKeyMaterial', 'encryptedPrivateKey'))
    .addOption(algorithmOption(parameterHelp('importKeyMaterial', 'wrappingAlgorithm')))
    .option('--expires <time>', parameterHelp('importKeyMaterial', 'expiresAt'))
    .option('--staged', 'as the material of the next version, to which "key rotate" rotates')
    .action(async (keyId: string, options: MaterialOptions, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/imports.ts')).importMaterial(invocation, keyId, options),
      );
    });
  group
    .command('delete-material')
    .description(operationHelp('deleteImportedKeyMaterial'))
    .argument('<key>', parameterHelp('deleteImportedKeyMaterial', 'keyId'))
    .option('--key-version <version>', parameterHelp('deleteImportedKeyMaterial', 'version'))
    .action(async (keyId: string, { keyVersion }: { readonly keyVersion?: string }, command: Command) => {
      await act(command, async (invocation) =>
        (await import('../commands/imports.ts')).deleteMaterial(invocation, keyId, keyVersion),
      );
    });
}
