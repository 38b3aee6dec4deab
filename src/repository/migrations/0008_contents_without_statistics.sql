-- No condition looks into contents and receipts, yet ANALYZE would read and unpack the largest columns there are for the planner's sake.
ALTER TABLE sluss.resource ALTER COLUMN content SET STATISTICS 0;
ALTER TABLE sluss.resource_version ALTER COLUMN content SET STATISTICS 0;
ALTER TABLE sluss.submission ALTER COLUMN receipt SET STATISTICS 0;
