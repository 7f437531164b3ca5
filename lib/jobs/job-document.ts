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
/** An ARN of a role that is made here: 64 characters of name, and a partition of up to 10. */
const MADE_ROLE_BYTES = 110;
/** Any role's: names have paths of up to 512 characters. */
const ANY_ROLE_BYTES = 700;
/** The name that LuigiJob gives it: the state machine's 80 characters between a prefix and a part of a UUID. */
const LOG_GROUP_BYTES = 120;

/** What of a job is there only once it is deployed. */
export interface DeployedJob {
  readonly taskRoleArn: string;
  readonly logGroupName: string;
}

/**
 * The document of a job, for the gateway, without what is there only once it is deployed. Expects checked properties.
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
  const bytes = mostBytes(props, document);
  if (bytes > JOB_RULES.maxBytes) throw new Error(`job ${jobName}: got a document of up to ${bytes} bytes, expected at most ${JOB_RULES.maxBytes}; shorten descriptions and lists of values`);
  return document;
}

/** The SSM parameter that holds a job's document. */
export class JobParameterStore extends Construct {
  /** Name of the SSM parameter. */
  public readonly parameterName: string;

  public constructor(scope: Construct, id: string, props: LuigiJobProps, document: JobDocument, { taskRoleArn, logGroupName }: DeployedJob) {
    super(scope, id);
    const { service, jobName } = props;
    this.parameterName = `${jobsPath(service.serviceName)}/${jobName}`;
    new ssm.CfnParameter(this, 'Resource', {
      name: this.parameterName,
      type: 'String',
      tier: props.advancedTier === true || mostBytes(props, document) > STANDARD_TIER_BYTES ? 'Advanced' : 'Standard',
      description: `Job ${jobName} of the Luigi service ${service.serviceName}`,
      // After the rest was escaped: tokens are written `${` too.
      value: `${textOf(document).slice(0, -1)},"taskRole":${JSON.stringify(taskRoleArn)},"logGroup":${JSON.stringify(logGroupName)}}`,
    });
  }
}

/** Bytes that the document has at most, whatever names its role and its log group get. */
function mostBytes({ taskRole }: LuigiJobProps, document: JobDocument): number {
  const arn = taskRole?.roleArn;
  const role = arn === undefined ? MADE_ROLE_BYTES : Token.isUnresolved(arn) ? ANY_ROLE_BYTES : Buffer.byteLength(arn);
  return Buffer.byteLength(textOf(document)) + ',"taskRole":"","logGroup":""'.length + role + LOG_GROUP_BYTES;
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
