/** Sub-tasks with settings instead of a template, what is known of their results, and an index for lists of tasks by type. */
export const taskSettings = `
-- StoredSettings of the domain. Null: the template of the input.
alter table sub_task add column settings jsonb;
-- AnimationFacts of the domain.
alter table sub_task add column facts jsonb;

-- Empty: the animation of a template. The definition of the others is 0, and their settings tell them apart.
alter table animation add column settings_hash text not null default '';
alter table animation drop constraint animation_pkey;
alter table animation add primary key (file_id, definition, start_time, end_time, settings_hash);

create index task_by_type on task (sub_app_id, task_type, create_time, task_id);
`;
