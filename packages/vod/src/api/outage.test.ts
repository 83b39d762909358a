import { expect, test } from 'vitest';
import { actionNames } from './actions.js';
import { needsSpace } from './outage.js';

test('refuses every action on a full disk that does not read, delete or end work', () => {
  const refused = [...actionNames].filter(needsSpace).sort();
  expect(refused).toEqual([
    'ApplyUpload',
    'CommitUpload',
    'CreateAnimatedGraphicsTemplate',
    'CreateClass',
    'CreateProcedureTemplate',
    'CreateSubAppId',
    'ModifyAnimatedGraphicsTemplate',
    'ModifyClass',
    'ModifyEventConfig',
    'ModifyMediaInfo',
    'ProcessMedia',
    'ProcessMediaByProcedure',
    'PullUpload',
    'ResetProcedureTemplate',
  ]);
});
