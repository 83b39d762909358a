import { createParams, describeParams } from '../../domain/application/params.js';
import { wireSubApp } from '../../domain/application/sub-apps.js';
import { type AnyAction, action } from '../action.js';

const create = action({
  name: 'CreateSubAppId',
  summary: 'Creates an application with its own media, templates, task flows, tasks and events.',
  params: createParams,
  async run({ subApps }, { Name, Description }) {
    return { SubAppId: await subApps.create(Name, Description) };
  },
});

const describe = action({
  name: 'DescribeSubAppIds',
  summary: 'Lists the applications, the main application first.',
  params: describeParams,
  async run({ subApps }, { Name, Tags, Offset, Limit }) {
    if (Tags.length > 0) return { TotalCount: 0, SubAppIdInfoSet: [] };
    const { total, page } = await subApps.list({ name: Name, offset: Offset, limit: Limit });
    return { TotalCount: total, SubAppIdInfoSet: page.map(wireSubApp) };
  },
});

export const applicationActions: readonly AnyAction[] = [create, describe];
