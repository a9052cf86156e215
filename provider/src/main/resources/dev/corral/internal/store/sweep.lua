-- Frees what is dead among some records of one shard, and claims what has expired unnoticed.
--
-- KEYS  1 metadata; then records
-- ARGV  1 '1' if expired records are to be claimed and returned
-- Reply how many were freed; then {record key, record} of each that was claimed
local now = math.floor(micros() / 1000)
local epoch, _, _, known = metadata(KEYS[1], '')
local freed, claims = 0, {}
for i = 2, #KEYS do
  local header = read('GETRANGE', KEYS[i], 0, HEADER - 1)
  if header and #header >= HEADER and string.byte(header, 1) == 199 and string.byte(header, 2) == 1 then
    if not known or string.sub(header, 9, 16) ~= epoch then
      redis.call('UNLINK', KEYS[i])
      freed = freed + 1
    elseif ARGV[1] == '1' and state(header, epoch, now) == EXPIRED and not claimed(header) then
      claims[#claims + 1] = { KEYS[i], redis.call('GET', KEYS[i]) }
      claim(KEYS[i], header)
    end
  end
end
table.insert(claims, 1, freed)
return claims
