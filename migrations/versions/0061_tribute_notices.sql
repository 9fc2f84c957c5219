alter table public.tribute
    add constraint tribute_status_check check (status in ('none', 'pending', 'sent', 'suppressed')),
    add constraint tribute_told_check check (
        (status in ('sent', 'suppressed')) = (settled_at is not null)
        and (status = 'sent') = (how is not null)
        and (how is null or how in ('email', 'letter'))
        and (status <> 'suppressed' or reason is not null)
        and (status = 'none') = (tell_id is null)
        and (wanted is null or status = 'pending')),
    add constraint tribute_tenant_id_letter_id_fk foreign key (tenant_id, letter_id)
        references public.letter (tenant_id, id);
create index tribute_status_ix on public.tribute (tenant_id, status, id);
create index tribute_letter_ix on public.tribute (tenant_id, letter_id) where letter_id is not null;

-- What somebody was told stays as it was told. Only the job that could not send it takes that back.
create function guard.tribute_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.status = 'sent' and (new.gift_id, new.kind, new.name, new.tell_id, new.unnamed)
            is distinct from (old.gift_id, old.kind, old.name, old.tell_id, old.unnamed)
        or (old.status = 'sent' and new.status = 'sent' and new.words is distinct from old.words)
        or (old.status = 'sent' and new.status <> 'sent' and coalesce(public.viewer_purpose(), '') not like 'system:%') then
        raise exception 'what somebody was told does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update on public.tribute for each row execute function guard.tribute_stands();
