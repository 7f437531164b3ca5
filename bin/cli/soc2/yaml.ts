import { type CollectionTag, isMap, isScalar, LineCounter, parseDocument, Scalar, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';

/** A parsed file. */
export interface ParsedYaml {
  readonly body: unknown;
  /** On which line, from 1, a resource begins. */
  readonly lineOf: (logicalId: string) => number | undefined;
}

const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform',
];

/**
 * Reads YAML with the short forms of CloudFormation's functions.
 * @throws Error where it is none
 */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'core', merge: true, customTags: (tags) => [YES_AND_NO, ...tags, ...SHORT_FORMS], lineCounter: lines });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new Error(fault.message.split('\n')[0]?.replace(/:$/, ''));
  return {
    body: document.toJS({ maxAliasCount: 1000 }),
    lineOf: (logicalId) => {
      const resources: unknown = document.get('Resources');
      const key: unknown = isMap(resources) ? resources.items.find((item) => isScalar(item.key) && item.key.value === logicalId)?.key : undefined;
      return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined;
    },
  };
}

/** YAML 1.1, which CloudFormation reads, has them as flags. Not `ON` and `OFF`: Cognito has these as values. */
const YES_AND_NO: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool', default: true, test: /^(?:[Yy]es|YES|[Nn]o|NO|[Oo]n|[Oo]ff)$/, resolve: (text) => /^(?:yes|on)$/i.test(text),
};

const SHORT_FORMS: readonly (ScalarTag | CollectionTag)[] = [
  ...FUNCTIONS.flatMap((name) => shortForm(`!${name}`, `Fn::${name}`)),
  ...shortForm('!Ref', 'Ref'),
  ...shortForm('!Condition', 'Condition'),
  ...shortForm('!GetAtt', 'Fn::GetAtt', (text) => {
    const dot = text.indexOf('.');
    return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
  }),
];

function shortForm(tag: string, name: string, scalar: (text: string) => unknown = (text) => text): (ScalarTag | CollectionTag)[] {
  const wrap = (node: unknown): YAMLMap => {
    const map = new YAMLMap();
    map.set(new Scalar(name), node);
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [name]: scalar(text) }) },
    // What a collection holds has been read already.
    { tag, collection: 'seq', resolve: (node) => { const plain = new YAMLSeq(); plain.items = node.items; return wrap(plain); } },
    { tag, collection: 'map', resolve: (node) => { const plain = new YAMLMap(); plain.items = (node as YAMLMap).items; return wrap(plain); } },
  ];
}
