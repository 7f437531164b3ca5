import { join } from 'node:path';
import type { RemovalPolicy } from 'aws-cdk-lib';
import { JobParameter, LuigiJobImage, type LuigiJobOptions } from '../../lib/index';

/** Name of the example's one job. */
export const EXAMPLE_JOB = 'daily-report';

/** A job that anybody can try out: its code is in the folder beside this file. */
export function exampleJob(removalPolicy: RemovalPolicy): LuigiJobOptions {
  return {
    description: 'A report of a day, for one region',
    image: LuigiJobImage.fromCode(join(__dirname, 'code')),
    module: 'reports.daily',
    family: 'report.DailyReport',
    category: 'reports',
    parameters: {
      day: JobParameter.date({ description: 'Day that the report is of' }),
      region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }),
    },
    cpu: 256,
    memoryLimitMiB: 1024,
    removalPolicy,
  };
}
