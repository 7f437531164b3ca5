import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { FamilyScope } from '../../../../images/gateway/src/access/family-scope';
import schema from '../../../../lib/contract/access-mapping.schema.json';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** Members of the contract's interfaces, as the compiler reads them: name to whether it is optional. */
function interfaces(): Map<string, Map<string, boolean>> {
  const file = join(__dirname, '../../../../lib/contract/access-mapping.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022);
  return new Map(source.statements.filter(ts.isInterfaceDeclaration).map((declaration) => [
    declaration.name.text,
    new Map(declaration.members.filter(ts.isPropertySignature).map((member) => [member.name.getText(source), member.questionToken !== undefined])),
  ]));
}

const PAIRS: ReadonlyArray<readonly [string, SchemaNode]> = [
  ['AccessMappingDocument', schema],
  ['AccessGrants', schema.properties.grants],
  ['RunGrant', schema.$defs.runGrant],
];

describe('the format of access mappings', () => {
  test.each(PAIRS)('has the same members in %s as in the schema, required alike', (name, node) => {
    const members = interfaces().get(name) ?? new Map<string, boolean>();
    // $schema is for editors of documents: constructs don't write it, and jsii couldn't name it
    const inSchema = Object.keys(node.properties ?? {}).filter((member) => member !== '$schema');
    expect([...members.keys()].sort()).toEqual(inSchema.sort());
    expect([...members].filter(([, optional]) => !optional).map(([member]) => member).sort()).toEqual([...node.required ?? []].sort());
  });

  test('has no interface that the schema doesn\'t describe', () => {
    expect([...interfaces().keys()].sort()).toEqual(PAIRS.map(([name]) => name).sort());
  });

  test('describes every member in the schema, for editors and for error messages', () => {
    for (const [name, node] of PAIRS) {
      for (const [member, property] of Object.entries(node.properties ?? {})) {
        expect([name, member, typeof (property as SchemaNode).description]).toEqual([name, member, 'string']);
      }
    }
  });

  test('gives examples that its own patterns accept', () => {
    for (const { pattern, examples } of [schema.$defs.family, schema.$defs.principal]) {
      for (const example of examples) expect(example).toMatch(new RegExp(pattern, 'u'));
    }
  });

  test('accepts as a family nothing that the gateway could not hold apart from others', () => {
    const family = new RegExp(schema.$defs.family.pattern, 'u');
    const pieces = ['', 'etl', '.', '*', ' ', '-', '_', '9', '..', '.*', '\n', 'é'];
    for (const a of pieces) {
      for (const b of pieces) {
        for (const c of pieces) {
          const pattern = a + b + c;
          if (family.test(pattern)) expect(new FamilyScope([pattern]).patterns).toEqual([pattern]);
        }
      }
    }
    expect(['etl', 'etl.*', '*', '9-_'].every((pattern) => family.test(pattern))).toBe(true);
  });
});
