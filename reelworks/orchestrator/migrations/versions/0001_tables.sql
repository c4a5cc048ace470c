-- Our tables; reelworks/orchestrator/models/tables.py describes the newest state of them.

CREATE TABLE tenants (
    tenant_id TEXT NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_tenants PRIMARY KEY (tenant_id)
);

CREATE TABLE channels (
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    settings JSONB NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_channels PRIMARY KEY (tenant_id, channel_id),
    CONSTRAINT fk_channels_tenant_id FOREIGN KEY(tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE tasks (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    brief JSONB NOT NULL,
    brief_hash TEXT NOT NULL,
    settings JSONB NOT NULL,
    story JSONB,
    planned TEXT[] DEFAULT '{}' NOT NULL,
    priority SMALLINT DEFAULT '0' NOT NULL,
    label TEXT NOT NULL,
    cancelled BOOLEAN DEFAULT 'false' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_tasks PRIMARY KEY (id),
    CONSTRAINT fk_tasks_tenant_id_channel_id FOREIGN KEY(tenant_id, channel_id) REFERENCES channels (tenant_id, channel_id),
    CONSTRAINT uq_tasks_tenant_id_channel_id_name UNIQUE (tenant_id, channel_id, name),
    CONSTRAINT uq_tasks_tenant_id_channel_id_brief_hash UNIQUE (tenant_id, channel_id, brief_hash)
);

CREATE TABLE gates (
    task_id BIGINT NOT NULL,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    mode TEXT NOT NULL,
    passed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_gates PRIMARY KEY (task_id, stage),
    CONSTRAINT ck_gates_mode CHECK (mode in ('human', 'automatic')),
    CONSTRAINT fk_gates_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE TABLE steps (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    stage TEXT NOT NULL,
    service TEXT NOT NULL,
    spec JSONB NOT NULL,
    needs TEXT[] DEFAULT '{}' NOT NULL,
    priority SMALLINT DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    take INTEGER DEFAULT '1' NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    attempt INTEGER DEFAULT '0' NOT NULL,
    releases INTEGER DEFAULT '0' NOT NULL,
    next_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    released_at TIMESTAMP WITH TIME ZONE,
    lease UUID,
    worker_id UUID,
    started_at TIMESTAMP WITH TIME ZONE,
    heartbeat_at TIMESTAMP WITH TIME ZONE,
    settled_at TIMESTAMP WITH TIME ZONE,
    progress FLOAT DEFAULT '0' NOT NULL,
    fingerprint TEXT,
    intent_at TIMESTAMP WITH TIME ZONE,
    vendor_job TEXT,
    error JSONB,
    result_id BIGINT,
    approved_id BIGINT,
    CONSTRAINT pk_steps PRIMARY KEY (id),
    CONSTRAINT uq_steps_task_id_key UNIQUE (task_id, key),
    CONSTRAINT ck_steps_status CHECK (status in ('waiting', 'ready', 'released', 'running', 'done', 'failed', 'cancelled')),
    CONSTRAINT ck_steps_lease CHECK ((status = 'running') = (lease is not null)),
    CONSTRAINT ck_steps_counts CHECK (take >= 1 and attempt >= 0),
    CONSTRAINT fk_steps_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE INDEX ix_steps_active ON steps (service, channel_id) WHERE status in ('released', 'running');

CREATE INDEX ix_steps_ready ON steps (service, channel_id, priority DESC, id) WHERE status = 'ready';

CREATE TABLE results (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    take INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    files JSONB NOT NULL,
    facts JSONB NOT NULL,
    sha256 TEXT NOT NULL,
    note TEXT NOT NULL,
    cost_usd NUMERIC(12, 6) NOT NULL,
    request_id TEXT,
    seconds FLOAT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_results PRIMARY KEY (id),
    CONSTRAINT uq_results_task_id_step_id_fingerprint_take UNIQUE (task_id, step_id, fingerprint, take),
    CONSTRAINT fk_results_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_results_step_id FOREIGN KEY(step_id) REFERENCES steps (id) ON DELETE CASCADE
);

CREATE INDEX ix_results_step_id ON results (step_id);

CREATE TABLE reviews (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    result_id BIGINT NOT NULL,
    take INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT DEFAULT '' NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_reviews PRIMARY KEY (id),
    CONSTRAINT ck_reviews_verdict CHECK (verdict in ('approved', 'rejected')),
    CONSTRAINT fk_reviews_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_reviews_step_id FOREIGN KEY(step_id) REFERENCES steps (id) ON DELETE CASCADE,
    CONSTRAINT fk_reviews_result_id FOREIGN KEY(result_id) REFERENCES results (id) ON DELETE CASCADE
);

CREATE INDEX ix_reviews_task_id ON reviews (task_id);

CREATE TABLE events (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    step_id BIGINT,
    kind TEXT NOT NULL,
    facts JSONB DEFAULT '{}' NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT fk_events_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_events_step_id FOREIGN KEY(step_id) REFERENCES steps (id) ON DELETE CASCADE
);

CREATE INDEX ix_events_task_id ON events (task_id, id);

CREATE TABLE costs (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tenant_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    task_id BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    service TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    estimated_usd NUMERIC(12, 6) NOT NULL,
    actual_usd NUMERIC(12, 6),
    state TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_costs PRIMARY KEY (id),
    CONSTRAINT ck_costs_state CHECK (state in ('reserved', 'settled', 'released', 'unknown')),
    CONSTRAINT fk_costs_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_costs_step_id FOREIGN KEY(step_id) REFERENCES steps (id) ON DELETE CASCADE
);

CREATE INDEX ix_costs_task_id ON costs (task_id);

CREATE TABLE limits (
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    service TEXT NOT NULL,
    concurrency INTEGER,
    paused BOOLEAN DEFAULT 'false' NOT NULL,
    CONSTRAINT pk_limits PRIMARY KEY (tenant_id, channel_id, service)
);

CREATE TABLE workers (
    id UUID NOT NULL,
    tenant_id TEXT DEFAULT '*' NOT NULL,
    channel_id TEXT DEFAULT '*' NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_started FLOAT NOT NULL,
    slots JSONB NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    heartbeat_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT pk_workers PRIMARY KEY (id)
);
