ALTER TABLE tenants
    ADD COLUMN spending_stopped_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN spending_stopped_by TEXT,
    ADD COLUMN budget_per_day NUMERIC(12, 6);

ALTER TABLE steps
    DROP COLUMN heartbeat_at,
    ADD COLUMN price_usd NUMERIC(12, 6) DEFAULT '0' NOT NULL,
    ADD COLUMN units INTEGER DEFAULT '1' NOT NULL,
    ADD COLUMN hold TEXT,
    ADD COLUMN undo BOOLEAN DEFAULT 'false' NOT NULL,
    ADD COLUMN dropped BOOLEAN DEFAULT 'false' NOT NULL,
    ADD CONSTRAINT ck_steps_hold CHECK (hold in ('time', 'video', 'channel', 'all', 'spending'));

UPDATE steps SET hold = 'time' WHERE status = 'ready' AND next_at > clock_timestamp();

DROP INDEX ix_steps_ready;

DROP INDEX ix_steps_active;

CREATE INDEX ix_steps_active ON steps (service, tenant_id, channel_id) WHERE status in ('released', 'running');

CREATE INDEX ix_steps_held ON steps (hold, next_at) WHERE status = 'ready' and hold is not null;

CREATE INDEX ix_steps_ready ON steps (service, tenant_id, channel_id, priority DESC, task_id, id) WHERE status = 'ready' and hold is null;

CREATE INDEX ix_steps_released ON steps (released_at) WHERE status = 'released';

CREATE INDEX ix_steps_running ON steps (worker_id) WHERE status = 'running';

ALTER TABLE costs
    ADD COLUMN usd NUMERIC(12, 6) GENERATED ALWAYS AS
        (case state when 'settled' then actual_usd when 'released' then 0 else estimated_usd end) STORED;

CREATE INDEX ix_costs_day ON costs (tenant_id, channel_id, at);

UPDATE costs AS older SET state = 'unknown'
    WHERE state = 'reserved' AND EXISTS (SELECT FROM costs AS newer
        WHERE newer.step_id = older.step_id AND newer.state = 'reserved' AND newer.id > older.id);

CREATE UNIQUE INDEX uq_costs_reserved ON costs (step_id) WHERE state = 'reserved';

DROP TABLE limits;

CREATE TABLE services (
    name TEXT NOT NULL,
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    concurrency INTEGER,
    per_channel INTEGER,
    per_second INTEGER,
    units_per_day INTEGER,
    zone TEXT DEFAULT 'UTC' NOT NULL,
    configured JSONB,
    configured_at TIMESTAMP WITH TIME ZONE,
    paused_at TIMESTAMP WITH TIME ZONE,
    paused_by TEXT,
    cleared_at TIMESTAMP WITH TIME ZONE,
    recent TIMESTAMP WITH TIME ZONE[] DEFAULT '{}' NOT NULL,
    units_day TEXT DEFAULT '' NOT NULL,
    units_used INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_services PRIMARY KEY (name),
    CONSTRAINT ck_services_limits CHECK (least(concurrency, per_channel, per_second, units_per_day) >= 0)
);

CREATE TABLE lanes (
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    service TEXT NOT NULL,
    concurrency INTEGER,
    paused BOOLEAN DEFAULT 'false' NOT NULL,
    served_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_lanes PRIMARY KEY (service, tenant_id, channel_id)
);

CREATE TABLE attempts (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    service TEXT NOT NULL,
    take INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT DEFAULT '' NOT NULL,
    vendor_fault BOOLEAN DEFAULT 'false' NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    asleep_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_attempts PRIMARY KEY (id),
    CONSTRAINT fk_attempts_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_attempts_step_id FOREIGN KEY(step_id) REFERENCES steps (id) ON DELETE CASCADE
);

CREATE INDEX ix_attempts_asleep ON attempts (service, asleep_until) WHERE asleep_until is not null;

CREATE INDEX ix_attempts_done ON attempts (service, id) WHERE outcome = 'done';

CREATE INDEX ix_attempts_failed ON attempts (service, id) WHERE vendor_fault;

CREATE INDEX ix_attempts_step_id ON attempts (step_id);

CREATE TABLE alerts (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_alerts PRIMARY KEY (id),
    CONSTRAINT uq_alerts_kind_subject UNIQUE (kind, subject),
    CONSTRAINT fk_alerts_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);
