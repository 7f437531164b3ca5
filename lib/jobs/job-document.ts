import { Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { unstorable } from '../access/unstorable';
import type { JobDocument } from '../contract/job';
import { JOB_RULES } from '../contract/job-rules';
import { jobsPath } from '../contract/parameter-names';
import type { LuigiJobProps } from './luigi-job-props';

/** Largest parameter of SSM's standard tier, in bytes. */
const STANDARD_TIER_BYTES = 4096;

/**
 * The document of a job, for the gateway. Expects checked properties.
 * @throws Error where it is too large, or holds what SSM refuses
 */
export function jobDocument(props: LuigiJobProps): JobDocument {
  const { jobName, description, category, family, parameters = {}, reasonRequired, maxConcurrentRuns } = props;
  const declared = Object.entries(parameters);
  const document: JobDocument = {
    version: 1,
    ...(description === undefined ? {} : { description }),
    category,
    family,
    ...(reasonRequired === undefined ? {} : { reasonRequired }),
    ...(maxConcurrentRuns === undefined ? {} : { maxConcurrentRuns }),
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: declared.filter(([, { required }]) => required).map(([name]) => name),
      properties: Object.fromEntries(declared.map(([name, { schema }]) => [name, schema as unknown])),
    },
  };
  for (const [name, { schema }] of declared) checkTexts(jobName, name, schema);
  const bytes = Buffer.byteLength(textOf(document));
  if (bytes > JOB_RULES.maxBytes) throw new Error(`job ${jobName}: got a document of ${bytes} bytes, expected at most ${JOB_RULES.maxBytes}; shorten descriptions and lists of values`);
  return document;
}

/** The SSM parameter that holds a job's document. */
export class JobParameterStore extends Construct {
  /** Name of the SSM parameter. */
  public readonly parameterName: string;

  public constructor(scope: Construct, id: string, { service, jobName }: LuigiJobProps, document: JobDocument) {
    super(scope, id);
    this.parameterName = `${jobsPath(service.serviceName)}/${jobName}`;
    const value = textOf(document);
    new ssm.CfnParameter(this, 'Resource', {
      name: this.parameterName,
      type: 'String',
      tier: Buffer.byteLength(value) > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard',
      description: `Job ${jobName} of the Luigi service ${service.serviceName}`,
      value,
    });
  }
}

/** CloudFormation's checks take `${` for a reference that was forgotten; in JSON it can be written another way. */
function textOf(document: JobDocument): string {
  return JSON.stringify(document).replaceAll('${', '\\u0024{');
}

function checkTexts(jobName: string, name: string, schema: unknown): void {
  const values = Object.values(schema as Record<string, unknown>).flat();
  if (values.some((value) => Token.isUnresolved(value))) {
    throw new Error(`job ${jobName}: got a token in the parameter ${name}, expected what is known at synthesis; give plain values`);
  }
  const refused = values.map((value) => (typeof value === 'string' ? unstorable(value) : undefined)).find((fault) => fault !== undefined);
  if (refused !== undefined) throw new Error(`job ${jobName}: got in the parameter ${name} what SSM can't keep, expected no ${refused}; write it another way`);
}
