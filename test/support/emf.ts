import Ajv from 'ajv';

const UNITS = [
  'Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'None',
  ...['Bytes', 'Bits'].flatMap((unit) => ['', 'Kilo', 'Mega', 'Giga', 'Tera'].map((size) => (size === '' ? unit : `${size}${unit.toLowerCase()}`))),
];

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const numbers = { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 100 };

/**
 * CloudWatch's embedded metric format, as its specification has it (its own JSON schema, and the limits that it tells in prose).
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const EMF = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            additionalProperties: false,
            properties: {
              Namespace: text(1024),
              Dimensions: { type: 'array', minItems: 1, items: { type: 'array', maxItems: 30, items: text(250) } },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  additionalProperties: false,
                  properties: { Name: text(1024), Unit: { enum: UNITS }, StorageResolution: { enum: [1, 60] } },
                },
              },
            },
          },
        },
      },
    },
  },
};

/**
 * What a metric's name may lead to: a number or numbers, by the specification; or the histogram that OpenTelemetry's exporter for
 * CloudWatch writes, which the specification does not know.
 */
const TARGET = {
  anyOf: [
    { type: 'number' },
    numbers,
    {
      type: 'object',
      required: ['Values', 'Counts', 'Min', 'Max', 'Sum', 'Count'],
      additionalProperties: false,
      properties: {
        Values: numbers, Counts: numbers, Min: { type: 'number' }, Max: { type: 'number' }, Sum: { type: 'number' }, Count: { type: 'integer', minimum: 1 },
      },
    },
  ],
};

/** Some copiers of containers' output cut what is longer, and cut JSON is no metric. */
const MOST_BYTES = 16 * 1024;

const ajv = new Ajv({ allErrors: true, strict: false });
const root = ajv.compile(EMF);
const target = ajv.compile(TARGET);

/** A line of the embedded metric format, parsed. */
export interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: ReadonlyArray<{
      readonly Namespace: string;
      readonly Dimensions: readonly string[][];
      readonly Metrics: ReadonlyArray<{ readonly Name: string; readonly Unit?: string }>;
    }>;
  };
  readonly [member: string]: unknown;
}

/** Why CloudWatch would make no metrics of a line, or not all: empty where it would. */
export function emfFaults(line: string): string[] {
  const document = JSON.parse(line) as EmfDocument;
  if (!root(document)) return (root.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [
    ...(Buffer.byteLength(line) > MOST_BYTES ? [`${Buffer.byteLength(line)} bytes`] : []),
    ...document._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) => [
      ...Dimensions.flat().filter((name) => typeof document[name] !== 'string').map((name) => `no dimension ${name}`),
      ...(new Set(Metrics.map(({ Name }) => Name)).size === Metrics.length ? [] : ['a metric twice']),
      ...Metrics.flatMap(({ Name }) => targetFaults(Name, document[Name])),
    ]),
  ];
}

function targetFaults(name: string, value: unknown): string[] {
  if (!target(value)) return [`${name} is no value`];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { Values, Counts, Min, Max, Count } = value as { Values: number[]; Counts: number[]; Min: number; Max: number; Count: number };
  return [
    ...(Values.length === Counts.length ? [] : [`${name} has not as many counts as values`]),
    ...(Counts.reduce((sum, count) => sum + count, 0) === Count ? [] : [`${name} counts wrongly`]),
    ...(Values.every((member) => member >= Min && member <= Max) ? [] : [`${name} is out of its bounds`]),
  ];
}

/** A metric as CloudWatch knows it. */
export interface EmfMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit?: string;
  readonly dimensions: readonly string[][];
}

/** The metrics that a line tells of. */
export function emfMetrics(line: string): EmfMetric[] {
  return (JSON.parse(line) as EmfDocument)._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => (
    Metrics.map(({ Name, Unit }) => ({ namespace: Namespace, name: Name, unit: Unit, dimensions: Dimensions }))
  ));
}
