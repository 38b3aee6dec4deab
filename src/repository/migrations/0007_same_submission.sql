-- Look-ups of a submission tell first whether the same content was accepted before (S-3): then nothing else is asked.
CREATE FUNCTION sluss.look_up(keys uuid[], hmacs bytea[], heed boolean, provider text, content bytea) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE same json;
BEGIN
  SELECT json_build_object('submission', json_build_object('id', s.id, 'receipt', s.receipt)) INTO same
    FROM sluss.submission s WHERE s.vardgivare = provider AND s.content_hash = content AND s.outcome <> 'rejected';
  RETURN coalesce(same, sluss.look_up(keys, hmacs, heed));
END $$;
