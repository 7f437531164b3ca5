import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Soc2Checks } from '../lib';
import { TeamsPlatform } from './example/teams/platform';
import { TeamLuigi } from './example/teams/team-luigi';

/** A service for each team, in one app: `npx cdk synth --app "npx tsx bin/teams.ts"`. docs/scaling.md says when. */
const app = new App();
const platform = new TeamsPlatform(app, 'LuigiTeams');
new TeamLuigi(app, 'LuigiGrowth', { team: 'growth', platform });
new TeamLuigi(app, 'LuigiRisk', { team: 'risk', platform });
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks(app),
);
