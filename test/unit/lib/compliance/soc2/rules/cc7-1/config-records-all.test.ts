import { CONFIG_RECORDS_ALL } from '../../../../../../../lib/compliance/soc2/rules/cc7-1/config-records-all';
import { judgedTemplate } from '../../../../../../support/lib/soc2';

test.each([
  [undefined, []],
  [{ AllSupported: true, IncludeGlobalResourceTypes: true }, []],
  [{ AllSupported: 'true' }, []],
  [{ RecordingStrategy: { UseOnly: 'EXCLUSION_BY_RESOURCE_TYPES' }, ExclusionByResourceTypes: { ResourceTypes: ['AWS::EC2::NetworkInterface'] } }, []],
  [{ RecordingStrategy: { UseOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' } }, []],
  [{ ResourceTypes: ['AWS::EC2::Instance'] }, ['']],
  [{ AllSupported: false, ResourceTypes: ['AWS::EC2::Instance'] }, ['']],
  [{ RecordingStrategy: { UseOnly: 'INCLUSION_BY_RESOURCE_TYPES' }, ResourceTypes: ['AWS::EC2::Instance'] }, ['']],
  [{ AllSupported: { Ref: 'All' } }, ['unresolved:RecordingGroup.AllSupported']],
])('a recorder with %j gets %j', (group, verdict) => {
  expect(judgedTemplate(CONFIG_RECORDS_ALL, {
    Parameters: { All: { Type: 'String', Default: 'true' } },
    Resources: { Recorder: { Type: 'AWS::Config::ConfigurationRecorder', Properties: { RoleARN: 'role', RecordingGroup: group } } },
  })).toEqual({ Recorder: verdict });
});
