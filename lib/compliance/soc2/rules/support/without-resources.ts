/**
 * Actions that can't be limited to a resource, or only to one that nobody knows beforehand, such as a network interface or task to come;
 * besides them, what AWS's own policies for service roles allow on `*`: writing one's logs.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const WITHOUT_RESOURCES = [
  // Listing and describing shows what there is, not what is in it.
  /^[\w-]+:(list|describe)/,
  /^(ssmmessages|ec2messages|pricing|health|support|translate|textract|ce|tag|route53domains):/,
  /^xray:(put|get|batchget)/,
  /^organizations:get/,
  /^(comprehend|rekognition):(detect|batchdetect|contains|recognize|compare)/,
  /^transcribe:start/,
  /^cloudwatch:get(\*|metric)/,
  /^logs:(create|get|update|delete)logdelivery$/,
];

const BY_NAME = new Set([
  'athena:getcatalogs',
  'cloudtrail:lookupevents',
  'cloudwatch:putmetricdata',
  'cloudformation:validatetemplate',
  'cognito-identity:getcredentialsforidentity', 'cognito-identity:getid', 'cognito-identity:getopenidtoken',
  'ec2:assignprivateipaddresses', 'ec2:createnetworkinterface', 'ec2:deletenetworkinterface', 'ec2:unassignprivateipaddresses',
  'ecr-public:getauthorizationtoken', 'ecr:getauthorizationtoken',
  'ecs:deregistertaskdefinition', 'ecs:discoverpollendpoint', 'ecs:registertaskdefinition', 'ecs:stoptask',
  'events:testeventpattern',
  'iam:createservicelinkedrole', 'iam:generatecredentialreport', 'iam:getaccountauthorizationdetails', 'iam:getaccountpasswordpolicy', 'iam:getaccountsummary',
  'kms:createkey', 'kms:generaterandom',
  'lakeformation:getdataaccess',
  'logs:createloggroup', 'logs:createlogstream', 'logs:putlogevents',
  'logs:deleteresourcepolicy', 'logs:getqueryresults', 'logs:putresourcepolicy', 'logs:stopquery', 'logs:testmetricfilter',
  'polly:synthesizespeech',
  'redshift-data:cancelstatement', 'redshift-data:getstatementresult',
  'route53:getchange', 'route53:gethostedzonecount',
  's3:getaccountpublicaccessblock', 's3:putaccountpublicaccessblock',
  'secretsmanager:batchgetsecretvalue', 'secretsmanager:getrandompassword',
  'ssm:updateinstanceinformation',
  'states:validatestatemachinedefinition',
  'sts:decodeauthorizationmessage', 'sts:getcalleridentity', 'sts:getservicebearertoken', 'sts:getsessiontoken',
  'timestream:cancelquery', 'timestream:selectvalues',
]);

/** Whether limiting an action to some resources is beyond whoever writes the policy. @param action lower case */
export function takesNoResource(action: string): boolean {
  return BY_NAME.has(action) || WITHOUT_RESOURCES.some((pattern) => pattern.test(action));
}
