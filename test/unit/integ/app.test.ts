import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { integApp } from '../../../integ/support/app';

describe('every case is made in an app', () => {
  test.each(['AwsSolutions', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'])('whose synthesis fails where %s finds something', (pack) => {
    const app = integApp();
    new Bucket(new Stack(app, 'Stack'), 'Bucket');

    expect(() => app.synth()).toThrow(`'${pack}::${pack}-`);
  });

  test('whose synthesis succeeds where none does', () => {
    const app = integApp();
    new CfnParameter(new Stack(app, 'Stack'), 'Parameter', { type: 'String', value: 'value' });

    expect(() => app.synth()).not.toThrow();
  });
});
