import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Soc2Checks } from '../lib';
import { LuigiExample } from './example/stack';

const app = new App();
new LuigiExample(app, 'LuigiExample');
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks(app),
);
